package merit.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Who is asked, and so in which shape. */
enum LoadShape {
    /** Merit's own: {@code merit serve}, or a small server around another library. */
    MERIT("/score") {
        @Override
        Map<String, Object> body(String prompt, List<String> responses) {
            return Map.of("prompt", prompt, "response", responses.get(0));
        }
    },
    /** vLLM's {@code /score}. */
    VLLM("/score") {
        @Override
        Map<String, Object> body(String prompt, List<String> responses) {
            return Map.of("text_1", prompt, "text_2", responses);
        }
    },
    /** Text Embeddings Inference's {@code /rerank}. */
    TEI("/rerank") {
        @Override
        Map<String, Object> body(String prompt, List<String> responses) {
            return Map.of("query", prompt, "texts", responses, "raw_scores", true);
        }
    },
    /** Infinity's, Jina's and Cohere's {@code /rerank}; Infinity squashes scores unless it is told not to. */
    RERANK("/rerank") {
        @Override
        Map<String, Object> body(String prompt, List<String> responses) {
            return Map.of("query", prompt, "documents", responses, "return_documents", false, "raw_scores", true);
        }
    };

    private final String path;

    LoadShape(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }

    abstract Map<String, Object> body(String prompt, List<String> responses);

    /** @param model by name; empty for none */
    byte[] json(String model, String prompt, List<String> responses) {
        Map<String, Object> body = new LinkedHashMap<>(body(prompt, responses));
        if (!model.isEmpty()) {
            body.put("model", model);
        }
        return JsonMapper.shared().writeValueAsBytes(body);
    }
}
