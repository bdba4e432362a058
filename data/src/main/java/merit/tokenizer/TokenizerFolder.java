package merit.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import merit.tokenizer.conversion.OlderTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * The tokenizer's files of a Hugging Face folder: {@code tokenizer.json} with its {@code tokenizer_config.json}, or what older
 * files in their place mean ({@code vocab.txt}, {@code vocab.json} with {@code merges.txt}, a SentencePiece model). A chat template
 * in a file of its own is put into the settings.
 *
 * @param json {@code tokenizer.json}
 * @param config {@code tokenizer_config.json}, or null where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record TokenizerFolder(byte[] json, byte @Nullable [] config) {
    private static final String TOKENIZER = "tokenizer.json";
    private static final String CONFIG = "tokenizer_config.json";

    /**
     * Reads a folder's files.
     *
     * @throws IllegalArgumentException where there are none, or none that are known
     */
    public static TokenizerFolder read(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(TOKENIZER))) {
            OlderTokenizer older = OlderTokenizer.read(folder);
            return new TokenizerFolder(older.tokenizerJson(), ChatTemplateFiles.into(older.configJson(), folder));
        }
        return beside(folder.resolve(TOKENIZER));
    }

    /** A folder's files, or a file and the settings beside it. */
    static TokenizerFolder of(Path fileOrFolder) throws IOException {
        return Files.isDirectory(fileOrFolder) ? read(fileOrFolder) : beside(fileOrFolder);
    }

    private static TokenizerFolder beside(Path tokenizerJson) throws IOException {
        Path config = tokenizerJson.resolveSibling(CONFIG);
        byte[] settings = Files.exists(config) ? Files.readAllBytes(config) : null;
        return new TokenizerFolder(
                Files.readAllBytes(tokenizerJson), ChatTemplateFiles.into(settings, tokenizerJson.resolveSibling("")));
    }
}
