package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import merit.backbone.PretrainedBackbone;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.dialogue.Role;
import merit.encoding.EncodingConfig;
import merit.encoding.PromptTemplate;
import merit.encoding.TokenRow;
import merit.encoding.Truncation;
import merit.tensor.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reward models that read chats by the template of their tokenizer. */
class ChatRewardModelTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEMPLATE =
            "{{ bos_token }}{% for m in messages %}{{ ' w1' ~ loop.index ~ ' ' + m.content | trim }}"
                    + " {{ eos_token }}{% endfor %}{{ strftime_now(' w%d') }}{{ eos_token }}";
    private static final List<Conversation> CHATS = List.of(
            Conversation.of("w3 w4 w5", " w6 w7 \n"),
            Conversation.of("w3 w4 w5", "w6 </s> <s>"),
            new Conversation(List.of(
                    new Message(Role.SYSTEM, "w20"),
                    Message.user("w21"),
                    Message.assistant("w22"),
                    Message.user("w23 w24"),
                    Message.assistant("w25"))));

    @TempDir
    Path folder;

    @Test
    void aDecoderWithAChatTemplateIsReadWithItUnlessAnotherIsAskedFor() throws IOException {
        Path base = chatty("llama");
        try (RewardModel model = model(base, PromptTemplate.AUTO);
                RewardModel plain = model(base, PromptTemplate.PLAIN)) {
            assertThat(model.encoder().config().template().name()).isEqualTo("chat");
            assertThat(model.encoder().encode(CHATS.get(0)).ids())
                    .startsWith(1, 11, 3, 4, 5, 2, 12, 6, 7, 2)
                    .endsWith(2);
            assertThat(model.notes()).anyMatch(note -> note.contains("writes the date"));
            assertThat(plain.encoder().config().template()).isEqualTo(PromptTemplate.PLAIN);
        }
        Path without = TinyDecoder.write(folder.resolve("without"), "llama", "");
        try (RewardModel model = model(without, PromptTemplate.AUTO)) {
            assertThat(model.encoder().config().template()).isEqualTo(PromptTemplate.PAIR);
        }
        assertThatThrownBy(() -> model(without, PromptTemplate.CHAT)).hasMessageContaining("the tokenizer has none");
    }

    @Test
    void aSavedRunReadsTheSameWhenOpenedAgainAndKeepsItsDate() throws IOException {
        List<TokenRow> rows;
        float[] before;
        try (RewardModel model = model(chatty("llama"), PromptTemplate.CHAT)) {
            rows = rows(model);
            before = RewardModelScorer.of(model, "").rewards(rows);
            RewardModelFolder.save(model, folder.resolve("run"));
        }
        try (RewardModel opened = RewardModelFolder.open(folder.resolve("run"))) {
            assertThat(rows(opened)).isEqualTo(rows);
            assertThat(RewardModelScorer.of(opened, "").rewards(rows)).isEqualTo(before);
        }
        String saved = JSON.readTree(Files.readString(folder.resolve("run/tokenizer_config.json")))
                .path("chat_template")
                .asString();
        assertThat(saved).startsWith("{% set strftime_now = {' w%d': ' w").endsWith(TEMPLATE);
        ScoringOptions chat = new ScoringOptions(PromptTemplate.CHAT, null);
        try (RewardModelScorer scorer = RewardModelScorer.open(folder.resolve("run"), chat)) {
            assertThat(scorer.info().template()).isEqualTo("chat");
        }
        ScoringOptions pair = new ScoringOptions(PromptTemplate.PAIR, null);
        assertThatThrownBy(() -> RewardModelScorer.open(folder.resolve("run"), pair))
                .hasMessageContaining("was trained with chat, and scores with it");
    }

    @Test
    void aClassifierMadeElsewhereIsReadWithItsChatTemplate() throws IOException {
        try (RewardModel model = model(chatty("qwen2"), PromptTemplate.CHAT)) {
            RewardModelFolder.publish(model, folder.resolve("classifier"));
        }
        try (RewardModelScorer scorer = RewardModelScorer.open(folder.resolve("classifier"))) {
            assertThat(scorer.readsChats()).isTrue();
            assertThat(scorer.info().template()).isEqualTo("chat");
            assertThat(scorer.score("w3", "w4")).isNotEqualTo(scorer.score("w3", "w5"));
        }
    }

    /**
     * Where the variable MERIT_PYTHON names a Python with torch and transformers, it gives equal ids and scores. (Not of a qwen2
     * folder: transformers gives that a byte-level tokenizer, whatever kind of toy its file is.)
     */
    @Test
    @Tag("golden")
    void transformersReadsARunsChatsAsMeritDoes() throws IOException, InterruptedException {
        String python = System.getenv("MERIT_PYTHON");
        assumeTrue(python != null, "MERIT_PYTHON names no Python with torch and transformers");
        for (String name : List.of("llama", "mistral", "gpt2")) {
            try (RewardModel model = model(chatty(name), PromptTemplate.CHAT)) {
                Path run = folder.resolve("runs").resolve(name);
                RewardModelFolder.save(model, run);
                Files.write(run.resolve("tokens.jsonl"), tokens(model));
            }
        }
        Process check = new ProcessBuilder(
                        python,
                        "../witness/check_folder.py",
                        folder.resolve("runs").toString(),
                        "--threads",
                        "1")
                .redirectErrorStream(true)
                .start();
        String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.println(output);
        assertThat(check.waitFor()).as(output).isZero();
        assertThat(output).contains("ids by apply_chat_template: 2 conversations");
    }

    /** What the script reads: messages, ids and score a line. */
    private static List<String> tokens(RewardModel model) {
        List<TokenRow> rows = rows(model);
        float[] scores = RewardModelScorer.of(model, "").rewards(rows);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            ArrayNode messages = JSON.createArrayNode();
            CHATS.get(i)
                    .messages()
                    .forEach(message -> messages.addObject()
                            .put("role", message.role().wireName())
                            .put("content", message.content()));
            ObjectNode line = JSON.createObjectNode().put("score", scores[i]);
            line.set("messages", messages);
            line.set("ids", JSON.valueToTree(rows.get(i).ids()));
            lines.add(JSON.writeValueAsString(line));
        }
        return lines;
    }

    private Path chatty(String name) throws IOException {
        Path base = TinyDecoder.write(folder.resolve("base").resolve(name), name, "");
        Files.writeString(base.resolve("chat_template.jinja"), TEMPLATE);
        return base;
    }

    private static RewardModel model(Path base, PromptTemplate template) {
        EncodingConfig encoding = new EncodingConfig(template, 24, Truncation.PROMPT);
        return RewardModel.create(PretrainedBackbone.open(base), Pooling.AUTO, encoding, new Seed(7));
    }

    private static List<TokenRow> rows(RewardModel model) {
        return CHATS.stream().map(model.encoder()::encode).toList();
    }
}
