package merit.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import merit.layer.Backbone;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class AdapterFolderTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    /** What is saved stays under {@code target/adapters}, for {@code witness/check_adapter.py}. */
    @ParameterizedTest
    @MethodSource("merit.adapter.AdapterGoldenTest#names")
    void whatPeftSavedIsSavedAgainUnderTheSameNamesWithTheSameValuesAndSettings(String name) throws IOException {
        Path saved = Path.of("target", "adapters", name);
        Engine.run(() -> {
            try (GoldenAdapter golden = GoldenAdapter.open(name);
                    TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                save(golden, saved);
                writeLogits(saved, golden.rows(), Tensors.floats(golden.logits()));
            }
        });
        Path peft = GoldenAdapter.resource("/merit/adapter/" + name);
        assertThat(values(saved)).isEqualTo(values(peft));
        JsonNode found = JSON.readTree(Files.readString(saved.resolve(AdapterConfigFile.NAME)));
        JsonNode need = JSON.readTree(Files.readString(peft.resolve(AdapterConfigFile.NAME)));
        for (String key : found.propertyNames()) {
            if (!key.equals("modules_to_save")) {
                assertThat(found.get(key)).as(key).isEqualTo(need.get(key));
            }
        }
    }

    private static void save(GoldenAdapter golden, Path folder) {
        Map<String, Tensor> head = new LinkedHashMap<>(golden.head().parameters());
        head.keySet().removeIf(name -> !golden.file().shapes().containsKey("gradient." + PeftNames.head(name)));
        try {
            AdapterFolder.save(golden.adapter(), head, golden.backbone().family(), folder);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void writeLogits(Path folder, int[][] ids, float[] logits) {
        ObjectNode json = JSON.createObjectNode();
        json.set("ids", JSON.valueToTree(ids));
        json.set("logits", JSON.valueToTree(logits));
        try {
            Files.writeString(folder.resolve("logits.json"), JSON.writeValueAsString(json));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** All but the copies that PEFT saves of a head's bias. */
    private static Map<String, String> values(Path folder) {
        return Engine.call(() -> {
            Map<String, String> values = new TreeMap<>();
            try (Safetensors file = Safetensors.open(folder.resolve(AdapterFolder.WEIGHTS));
                    TensorScope scope = TensorScope.open()) {
                for (String name : file.shapes().keySet()) {
                    if (!name.contains("modules_to_save") && !name.contains("original_module")) {
                        values.put(name, Arrays.toString(Tensors.floats(file.read(name))));
                    }
                }
            }
            return values;
        });
    }

    @Test
    void anAdapterOfAnotherBaseIsRefusedWithWhatDoesNotFit() {
        assertThatThrownBy(() -> load("/merit/adapter/gpt2-lora", "llama-x"))
                .hasMessageContaining("this adapter, which was made for \"gpt2\", does not fit a llama of 2 layers and"
                        + " hidden size 32: its target_modules name no linear map of it. Use it with the base that");
        assertThatThrownBy(() -> load("/merit/adapter/llama-lora", "bert-x")).hasMessageContaining("does not fit");
    }

    @Test
    void missingUnexpectedAndMisshapenWeightsAreNamed() throws IOException {
        copy("bert-lora");
        edit("\"r\" : 5");
        assertThatThrownBy(() -> load(folder))
                .hasMessageContaining("misshapen: base_model.model.bert.encoder.layer.0.attention.self.query.lora_A"
                        + ".weight is [4, 16], need [5, 16]");
        copy("bert-lora");
        edit("\"target_modules\" : [\"query\", \"key\"]");
        assertThatThrownBy(() -> load(folder))
                .hasMessageContaining("missing: base_model.model.bert.encoder.layer.0.attention.self.key.lora_A.weight")
                .hasMessageContaining("unexpected: base_model.model.bert.encoder.layer.0.attention.self.value.lora_A");
        copy("bert-lora");
        edit("\"modules_to_save\" : null");
        assertThatThrownBy(() -> load(folder)).hasMessageContaining("unexpected: base_model.model.classifier.bias");
        copy("bert-lora");
        edit("\"use_dora\" : true");
        assertThatThrownBy(() -> load(folder)).hasMessageContaining("query.lora_magnitude_vector");
    }

    @Test
    void settingsThatAreNotSupportedAreRefusedByName() throws IOException {
        refused("\"layer_replication\" : [[0, 1]]", "layer_replication is [[0,1]], need none");
        refused("\"rank_pattern\" : {\"query\": 8}", "rank_pattern is {\"query\":8}, need none");
        refused("\"lora_bias\" : true", "lora_bias is true, need none");
        refused("\"of_the_future\" : 3", "of_the_future is 3, need none: this setting of PEFT is not supported");
        refused("\"peft_type\" : \"LOHA\"", "peft_type is \"LOHA\", need \"LORA\"");
        refused("\"init_lora_weights\" : \"pissa\"", "init_lora_weights is \"pissa\", need one of [eva, false,");
        refused("\"bias\" : \"some\"", "bias is \"some\", need one of none, all, lora_only");
        refused("\"r\" : 0", "r: found 0, need 1 or more");
    }

    private void refused(String setting, String message) throws IOException {
        copy("bert-lora");
        edit(setting);
        assertThatThrownBy(() -> load(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(AdapterConfigFile.NAME);
    }

    @Test
    void aPickleIsNotOpened() throws IOException {
        copy("bert-lora");
        Files.move(folder.resolve(AdapterFolder.WEIGHTS), folder.resolve("adapter_model.bin"));
        assertThatThrownBy(() -> load(folder))
                .hasMessageContaining("found no adapter_model.safetensors but a pickle, which can run any code");
    }

    @Test
    void anAdapterOfABareBackboneIsReadToo() throws IOException {
        copy("bert-lora");
        renameWeights(name -> name.contains("lora_") ? name.replace("model.bert.", "model.") : null);
        load(folder);
    }

    @Test
    void halfAnAdapterOfTheHeadIsRefused() throws IOException {
        copy("bert-all-linear");
        renameWeights(name -> name.endsWith("pooler.dense.lora_B.weight") ? null : name);
        assertThatThrownBy(() -> load(folder))
                .hasMessageContaining(
                        "found 40 names, need 36; unexpected: base_model.model.bert.pooler.dense.base_layer.bias,");
    }

    @Test
    void whatIsSavedWithoutAHeadIsAnAdapterOfTheBareBackbone() throws IOException {
        Engine.run(() -> {
            try (GoldenAdapter golden = GoldenAdapter.open("bert-dora")) {
                AdapterFolder.save(golden.adapter(), Map.of(), "bert", folder);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        JsonNode config = JSON.readTree(Files.readString(folder.resolve(AdapterConfigFile.NAME)));
        assertThat(config.path("task_type").asString()).isEqualTo("FEATURE_EXTRACTION");
        assertThat(config.path("modules_to_save").isNull()).isTrue();
        assertThat(values(folder).keySet())
                .contains("base_model.model.encoder.layer.0.attention.self.query.lora_A.weight")
                .noneMatch(name -> name.contains(".bert."));
        load(folder);
    }

    /** Writes the weights again under other names; those without one are left out. */
    private void renameWeights(Function<String, @Nullable String> renaming) throws IOException {
        Engine.run(() -> {
            try (Safetensors file = Safetensors.open(folder.resolve(AdapterFolder.WEIGHTS));
                    TensorScope scope = TensorScope.open()) {
                Map<String, Tensor> renamed = new LinkedHashMap<>();
                for (String name : file.shapes().keySet()) {
                    String other = renaming.apply(name);
                    if (other != null) {
                        renamed.put(other, file.read(name));
                    }
                }
                Safetensors.write(folder.resolve("renamed"), renamed, Map.of());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        Files.move(
                folder.resolve("renamed"),
                folder.resolve(AdapterFolder.WEIGHTS),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private void copy(String name) throws IOException {
        Path peft = GoldenAdapter.resource("/merit/adapter/" + name);
        for (String file : new String[] {AdapterConfigFile.NAME, AdapterFolder.WEIGHTS}) {
            Files.write(folder.resolve(file), Files.readAllBytes(peft.resolve(file)));
        }
    }

    private void edit(String setting) throws IOException {
        Path file = folder.resolve(AdapterConfigFile.NAME);
        ObjectNode json = (ObjectNode) JSON.readTree(Files.readString(file));
        JsonNode change = JSON.readTree("{" + setting + "}");
        change.propertyNames().forEach(key -> json.set(key, change.get(key)));
        Files.writeString(file, json.toString());
    }

    private static void load(String resource, String base) {
        load(GoldenAdapter.resource(resource), base);
    }

    private static void load(Path folder) {
        load(folder, "bert-x");
    }

    private static void load(Path folder, String base) {
        Engine.run(() -> {
            try (Backbone backbone = GoldenAdapter.backbone(base)) {
                GoldenAdapter.load(folder, backbone).adapter().close();
            }
        });
    }
}
