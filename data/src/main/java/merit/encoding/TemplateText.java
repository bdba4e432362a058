package merit.encoding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import merit.tokenizer.TextTokens;
import merit.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the text that a template made. A control token in the template's own words is one; in anybody else's it is text.
 * What stands between control tokens is tokenised as one text, so that the ids are those that any other tool would get; a
 * token belongs to whoever its last character belongs to. Thread-safe.
 */
final class TemplateText {
    private final Tokenizer tokenizer;
    private final Map<String, Integer> controls;
    private final @Nullable Pattern control;

    TemplateText(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        controls = tokenizer.controlTokens();
        control = controls.isEmpty()
                ? null
                : Pattern.compile(controls.keySet().stream()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|")));
    }

    void addTo(TaggedRow row, List<Segment> text, int segment) {
        List<Segment> run = new ArrayList<>();
        for (Segment part : text) {
            Matcher matcher = control == null || part.tag() != Segment.Tag.FIXED ? null : control.matcher(part.text());
            int from = 0;
            while (matcher != null && matcher.find()) {
                add(run, part.tag(), part.text().substring(from, matcher.start()));
                addRun(row, run, segment);
                run.clear();
                row.add(controls.getOrDefault(matcher.group(), 0), segment, TaggedRow.CONTROL);
                from = matcher.end();
            }
            add(run, part.tag(), part.text().substring(from));
        }
        addRun(row, run, segment);
    }

    private static void add(List<Segment> run, Segment.Tag tag, String text) {
        if (!text.isEmpty()) {
            run.add(new Segment(tag, text));
        }
    }

    private void addRun(TaggedRow row, List<Segment> run, int segment) {
        if (run.size() == 1) {
            row.addAll(tokenizer.encode(run.get(0).text()), segment, tag(run.get(0)));
        } else if (!run.isEmpty()) {
            addJoined(row, run, segment);
        }
    }

    private void addJoined(TaggedRow row, List<Segment> run, int segment) {
        StringBuilder joined = new StringBuilder();
        int[] ends = new int[run.size()];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = joined.append(run.get(i).text()).length();
        }
        TextTokens tokens = tokenizer.encodeWithEnds(joined.toString());
        int part = 0;
        for (int i = 0; i < tokens.ids().length; i++) {
            while (part < ends.length - 1 && tokens.ends()[i] > ends[part]) {
                part++;
            }
            row.add(tokens.ids()[i], segment, tag(run.get(part)));
        }
    }

    private static byte tag(Segment segment) {
        return switch (segment.tag()) {
            case FIXED -> TaggedRow.FIXED;
            case PROMPT -> TaggedRow.PROMPT;
            case RESPONSE -> TaggedRow.RESPONSE;
        };
    }
}
