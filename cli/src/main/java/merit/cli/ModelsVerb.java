package merit.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import merit.adapter.TargetModules;
import merit.backbone.Families;
import merit.layer.ConfigFile;
import merit.layer.Family;
import merit.layer.HeadLayout;
import merit.layer.LastToken;
import merit.layer.LastTokenBut;
import merit.layer.Reading;
import merit.layer.TokenReading;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the families of models that can be read. */
@Command(
        name = "models",
        header = "List the families of models that Merit reads.",
        description = {
            "",
            "A family is the model_type of config.json. Every one is taken as a base to train, and as a sequence classifier to score "
                    + "with as it is.",
            ""
        },
        footer = {
            "",
            "Columns",
            "  classifier   what the head of its ...ForSequenceClassification reads, and through what (--pooling own)",
            "  lora         the linear maps that --lora-target-modules auto adapts",
            "  prefix       whether what rows begin with is computed once for all of them",
            "  longest row  the key of config.json that says it"
        })
final class ModelsVerb implements Callable<Integer> {
    private static final List<String> COLUMNS =
            List.of("family", "classes", "classifier", "lora", "prefix", "longest row");

    private final Console console;

    @Option(names = "--json", order = 1, description = "Print the table as JSON.")
    boolean json;

    @Mixin
    StandardOptions standard = new StandardOptions();

    ModelsVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<List<String>> rows = Families.all().stream().map(ModelsVerb::row).toList();
        if (json) {
            console.result(Json.pretty(rows.stream().map(ModelsVerb::named).toList()));
            return 0;
        }
        List<List<String>> table = new ArrayList<>(List.of(COLUMNS));
        table.addAll(rows);
        for (List<String> row : table) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                line.append(padded(row.get(column), width(table, column)));
            }
            console.result(line.toString().stripTrailing());
        }
        return 0;
    }

    private static int width(List<List<String>> table, int column) {
        return table.stream().mapToInt(row -> row.get(column).length()).max().orElse(0) + 2;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static Map<String, String> named(List<String> row) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int column = 0; column < row.size(); column++) {
            named.put(COLUMNS.get(column).replace(' ', '_'), row.get(column));
        }
        return named;
    }

    private static List<String> row(Family family) {
        return List.of(
                family.modelType(),
                family.className() + "...",
                classifier(family.head(new ConfigFile("config.json", Json.MAPPER.createObjectNode()))),
                lora(TargetModules.usual(family.modelType())),
                family.sharesPrefixes() ? "possible" : "no",
                family.lengthKey());
    }

    private static String classifier(HeadLayout head) {
        HeadLayout.Dense dense = head.dense();
        return reading(head.reading())
                + (dense == null ? "" : ", dense, " + dense.activation().wireName())
                + (dense == null || dense.norm() == null ? "" : ", norm");
    }

    private static String reading(Reading reading) {
        if (reading instanceof LastTokenBut || reading == TokenReading.LAST) {
            return "last token";
        }
        if (reading instanceof LastToken) {
            return "the decoder's last end token";
        }
        return reading == TokenReading.FIRST
                ? "first token"
                : String.valueOf(reading).toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String lora(TargetModules targets) {
        return targets instanceof TargetModules.Names names ? String.join(", ", names.names()) : TargetModules.EVERY;
    }
}
