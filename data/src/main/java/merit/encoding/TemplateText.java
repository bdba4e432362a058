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
 * Encodes the text that a template made. A control token in the template's own words is one; in anybody else's it is text. The
 * whole is tokenised as one text, in which the template's control tokens stand under names that nobody can write: so the ids are
 * those that any other tool would get, whatever the tokenizer does at the edges of a control token. A token belongs to whoever its
 * last character belongs to. Thread-safe.
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

    /**
     * A stretch of a text.
     *
     * @param id of the control token that it is; {@link #TEXT} for none
     */
    private record Piece(byte tag, String text, int id) {
        static final int TEXT = -1;
    }

    void addTo(TaggedRow row, List<Segment> text, int segment) {
        List<Piece> pieces = new ArrayList<>();
        text.forEach(part -> addPieces(pieces, part));
        if (pieces.size() == 1 && pieces.get(0).id == Piece.TEXT) {
            row.addAll(tokenizer.encode(pieces.get(0).text), segment, pieces.get(0).tag);
        } else if (!pieces.isEmpty()) {
            addJoined(row, pieces, segment);
        }
    }

    private void addPieces(List<Piece> pieces, Segment part) {
        boolean own = part.tag() == Segment.Tag.FIXED || part.tag() == Segment.Tag.TURN;
        Matcher matcher = control == null || !own ? null : control.matcher(part.text());
        int from = 0;
        while (matcher != null && matcher.find()) {
            addText(pieces, part, part.text().substring(from, matcher.start()));
            byte tag = part.tag() == Segment.Tag.TURN ? TaggedRow.TURN : TaggedRow.CONTROL;
            pieces.add(
                    new Piece(tag, tokenizer.unwritable(matcher.group()), controls.getOrDefault(matcher.group(), 0)));
            from = matcher.end();
        }
        addText(pieces, part, part.text().substring(from));
    }

    private static void addText(List<Piece> pieces, Segment part, String text) {
        if (!text.isEmpty()) {
            pieces.add(new Piece(tag(part), text, Piece.TEXT));
        }
    }

    private void addJoined(TaggedRow row, List<Piece> pieces, int segment) {
        StringBuilder joined = new StringBuilder();
        int[] ends = new int[pieces.size()];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = joined.append(pieces.get(i).text).length();
        }
        TextTokens tokens = tokenizer.encodeWithEnds(joined.toString());
        int piece = 0;
        int control = nextControl(pieces, 0);
        for (int i = 0; i < tokens.ids().length; i++) {
            if (control < ends.length
                    && tokens.ids()[i] == pieces.get(control).id
                    && tokens.ends()[i] >= ends[control]) {
                row.add(tokens.ids()[i], segment, pieces.get(control).tag);
                piece = Math.max(piece, control);
                control = nextControl(pieces, control + 1);
                continue;
            }
            while (piece < ends.length - 1 && tokens.ends()[i] > ends[piece]) {
                piece++;
            }
            row.add(tokens.ids()[i], segment, textTag(pieces, piece));
        }
    }

    private static int nextControl(List<Piece> pieces, int from) {
        int next = from;
        while (next < pieces.size() && pieces.get(next).id == Piece.TEXT) {
            next++;
        }
        return next;
    }

    /** A token that is none of the template's control tokens is never tagged as one. */
    private static byte textTag(List<Piece> pieces, int piece) {
        byte tag = pieces.get(piece).tag;
        return tag == TaggedRow.CONTROL ? TaggedRow.FIXED : tag;
    }

    private static byte tag(Segment segment) {
        return switch (segment.tag()) {
            case FIXED -> TaggedRow.FIXED;
            case PROMPT -> TaggedRow.PROMPT;
            case RESPONSE -> TaggedRow.RESPONSE;
            case TURN -> TaggedRow.TURN;
        };
    }
}
