package merit.adapter;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import merit.layer.Backbone;

/** Which of a backbone's linear maps are adapted: by name, by a pattern, all, or those that are usual for its family. */
public sealed interface TargetModules {
    /** Those of these names, or whose names end with one of them behind a dot: {@code query}, {@code mlp.c_proj}. */
    record Names(List<String> names) implements TargetModules {
        public Names {
            names = List.copyOf(names);
            if (names.isEmpty()) {
                throw new IllegalArgumentException("lora_target_modules: found no name, need one or more");
            }
        }
    }

    /** Those whose whole name, the family's prefix included, a regular expression matches. */
    record Matching(String pattern) implements TargetModules {
        public Matching {
            try {
                Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "lora_target_modules: found the pattern \"" + pattern + "\", which is no regular expression ("
                                + e.getDescription() + "); need one, names with commas between, or " + EVERY,
                        e);
            }
        }
    }

    /** Those that need no name. */
    enum Usual implements TargetModules {
        /** Every linear map of the backbone. */
        ALL_LINEAR,
        /** PEFT's own choice for the family; every linear map where it has none. */
        FAMILY
    }

    /** The word for every linear map. */
    String EVERY = "all-linear";

    /** The word for the family's own. */
    String AUTO = "auto";

    /** PEFT's defaults, by {@code model_type}. */
    Map<String, List<String>> FAMILIES = Map.ofEntries(
            Map.entry("bert", List.of("query", "value")),
            Map.entry("roberta", List.of("query", "value")),
            Map.entry("xlm-roberta", List.of("query", "value")),
            Map.entry("electra", List.of("query", "value")),
            Map.entry("deberta-v2", List.of("query_proj", "value_proj")),
            Map.entry("gpt2", List.of("c_attn")),
            Map.entry("gpt_neo", List.of("q_proj", "v_proj")),
            Map.entry("gptj", List.of("q_proj", "v_proj")),
            Map.entry("llama", List.of("q_proj", "v_proj")),
            Map.entry("mistral", List.of("q_proj", "v_proj")),
            Map.entry("qwen2", List.of("q_proj", "v_proj")),
            Map.entry("qwen3", List.of("q_proj", "v_proj")),
            Map.entry("gemma", List.of("q_proj", "v_proj")),
            Map.entry("t5", List.of("q", "v")));

    /**
     * Reads what a user writes: {@value #AUTO} or nothing for the family's own, {@value #EVERY}, names with commas between, or a pattern.
     */
    static TargetModules parse(String text) {
        String plain = text.strip();
        if (plain.isEmpty() || plain.equalsIgnoreCase(AUTO)) {
            return Usual.FAMILY;
        }
        if (plain.equalsIgnoreCase(EVERY)) {
            return Usual.ALL_LINEAR;
        }
        if (plain.matches("[\\w.\\-]+(\\s*,\\s*[\\w.\\-]+)*")) {
            return new Names(Arrays.asList(plain.split("\\s*,\\s*")));
        }
        return new Matching(plain);
    }

    /**
     * The linear maps that are adapted, by the backbone's names and in its order.
     *
     * @throws IllegalArgumentException where a name or the pattern fits none of them
     */
    default Set<String> of(Backbone backbone) {
        TargetModules targets = resolved(backbone);
        if (targets instanceof Names list) {
            for (String name : list.names) {
                if (new Names(List.of(name)).matching(backbone).isEmpty()) {
                    throw none(backbone, "\"" + name + "\"");
                }
            }
        }
        Set<String> matching = matching(backbone);
        if (matching.isEmpty()) {
            throw none(backbone, targets instanceof Matching regular ? "\"" + regular.pattern + "\"" : "nothing");
        }
        return matching;
    }

    /** As {@link #of}, but perhaps empty, and names may fit none. */
    default Set<String> matching(Backbone backbone) {
        Predicate<String> fits = fits(resolved(backbone));
        return backbone.linearNames().stream()
                .filter(name -> fits.test(backbone.weightPrefix() + name))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The same with the family's own choice spelled out. */
    default TargetModules resolved(Backbone backbone) {
        return this == Usual.FAMILY ? usual(backbone.family()) : this;
    }

    /** A family's own choice, spelled out. */
    static TargetModules usual(String family) {
        List<String> names = FAMILIES.get(family);
        return names == null ? Usual.ALL_LINEAR : new Names(names);
    }

    private static Predicate<String> fits(TargetModules targets) {
        if (targets instanceof Names list) {
            return full -> list.names.stream().anyMatch(name -> full.equals(name) || full.endsWith("." + name));
        }
        if (targets instanceof Matching regular) {
            return Pattern.compile(regular.pattern).asMatchPredicate();
        }
        return full -> true;
    }

    private static IllegalArgumentException none(Backbone backbone, String found) {
        Set<String> endings = backbone.linearNames().stream()
                .map(name -> name.replaceFirst("^.*\\.\\d+\\.", ""))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return new IllegalArgumentException("lora_target_modules: found " + found + ", which fits no linear map of "
                + backbone.family() + ", need the end of a name, of which there are " + String.join(", ", endings)
                + "; or " + EVERY);
    }
}
