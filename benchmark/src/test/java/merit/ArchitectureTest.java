package merit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the tables of ARCHITECTURE.md against the compiled classes. */
class ArchitectureTest {
    private static final Pattern ROW = Pattern.compile("^\\| `(merit[\\w.]*)` \\|[^|]*\\| ([^|]*) \\|$");
    /** Functions of libtorch that make a tensor, on the CPU where nobody says otherwise. */
    private static final Pattern MAKING = Pattern.compile(
            "(torch_)?(arange|empty|eye|from_blob|full|linspace|ones|rand|randint"
                    + "|randn|randperm|scalar_tensor|tensor|zeros)|scalar_to_tensor|empty_strided|tril_indices|triu_indices");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importPackages("merit");

    private final Map<String, Set<String>> mayImport = table();

    @Test
    void everyPackageImportsOnlyWhatItsRowAllows() {
        Set<String> violations = new TreeSet<>();
        for (JavaClass origin : CLASSES) {
            Set<String> allowed = mayImport.getOrDefault(origin.getPackageName(), Set.of());
            for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                String target =
                        dependency.getTargetClass().getBaseComponentType().getPackageName();
                boolean ours = target.startsWith("merit.") && !target.equals(origin.getPackageName());
                if (ours && !allowed.contains(target) && !allowed.contains("everything")) {
                    violations.add(origin.getPackageName() + " imports " + target + ": " + dependency.getDescription());
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void theTableNamesThePackagesThatExistAndNoOthers() {
        Set<String> existing = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith("merit."))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(existing).isEqualTo(new TreeSet<>(mayImport.keySet()));
    }

    @Test
    void packagesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching("merit.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void onlyTensorScopeUsesPointerScope() {
        assertThat(usersOf("org.bytedeco.javacpp.PointerScope"))
                .allMatch(name -> name.startsWith("merit.tensor.TensorScope"));
    }

    @Test
    void nothingOutsideTheModelsModuleTreeKnowsLibtorch() {
        Set<String> users = CLASSES.stream()
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> d.getTargetClass().getPackageName().startsWith("org.bytedeco")))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(users)
                .allMatch(name ->
                        name.matches("merit\\.(tensor|layer|adapter|backbone|rewardmodel|loss|training|benchmark).*"));
    }

    @Test
    void tensorsAreMadeOfAnythingButTensorsInOnePlaceWhichKnowsTheDevice() {
        Set<String> makers = CLASSES.stream()
                .filter(type -> !type.getPackageName().startsWith("merit.benchmark"))
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().getName().equals("org.bytedeco.pytorch.global.torch"))
                .filter(call -> MAKING.matcher(call.getName()).matches())
                .map(call -> call.getOriginOwner().getName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(makers).containsExactly("merit.tensor.Tensors");
        assertThat(usersOf("org.bytedeco.pytorch.TensorOptions"))
                .allMatch(name -> name.equals("merit.tensor.Tensors") || name.startsWith("merit.benchmark"));
    }

    private static Set<String> usersOf(String type) {
        return CLASSES.stream()
                .filter(c -> c.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> d.getTargetClass().getName().equals(type)))
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Set<String>> table() {
        Map<String, Set<String>> rows = new TreeMap<>();
        for (String line : lines()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), packages(row.group(2).trim()));
            }
        }
        return rows;
    }

    private static Set<String> packages(String column) {
        if (column.equals("-") || column.equals("everything")) {
            return Set.of(column);
        }
        return Pattern.compile(", ")
                .splitAsStream(column)
                .map(name -> "merit." + name)
                .collect(Collectors.toSet());
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(Path.of("..", "ARCHITECTURE.md"));
        } catch (IOException e) {
            throw new IllegalStateException("ARCHITECTURE.md: need it at the project's root", e);
        }
    }
}
