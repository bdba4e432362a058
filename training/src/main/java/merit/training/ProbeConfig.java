package merit.training;

import static merit.training.Limits.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import merit.layer.LayerMeans;
import merit.layer.TokenMean;
import merit.loss.LossConfig;
import merit.rewardmodel.ObjectiveLoss;
import merit.training.probe.FeatureRows;
import merit.training.probe.FitMemory;
import merit.training.probe.ProbeFit;
import merit.training.probe.ProbePairs;

/**
 * Whether a probe is fitted in place of taking steps, and of what: see {@link ProbeTraining}.
 *
 * @param method how the model learns
 * @param probeLayers which layers are read, 0 being what goes into the first block: a number of blocks, with all layers up to it;
 *     half, all; auto for the best of some numbers of blocks; a range 2-4, or a list 0,2,4
 * @param probeMeans what is read of each layer: answer, all, last, with commas; auto for answer and all, of a decoder last and answer
 * @param probePenalty on weights of features of variance 1; 0 for the best of some
 * @param probeProducts along how many directions features are multiplied with one another, where folds of prompts are better with
 *     that; 0 for a linear head
 */
public record ProbeConfig(
        TrainingMethod method, String probeLayers, String probeMeans, double probePenalty, int probeProducts) {
    private static final String AUTO = "auto";
    private static final int MOST_PRODUCTS = 256;
    private static final Pattern LAYERS =
            Pattern.compile("auto|all|half|\\d{1,4}|(\\d{1,4})-(\\d{1,4})|\\d{1,4}(,\\d{1,4})+");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");

    public static final ProbeConfig DEFAULT = new ProbeConfig(TrainingMethod.STEPS, AUTO, AUTO, 0, 64);

    public ProbeConfig {
        require(
                isLayers(probeLayers),
                "probe_layers",
                probeLayers,
                "a number of blocks, a range such as 2-4, a list such as 0,2,4, half, all or auto");
        require(probePenalty >= 0 && Double.isFinite(probePenalty), "probe_penalty", probePenalty, "a number from 0");
        require(
                probeProducts >= 0 && probeProducts <= MOST_PRODUCTS,
                "probe_products",
                probeProducts,
                "a number from 0 to " + MOST_PRODUCTS);
        means(probeMeans, false);
    }

    ProbeFit fit(FeatureRows features, int rows, int width) {
        return new ProbeFit(features, rows, width, probePenalty, probeProducts);
    }

    /** @throws IllegalArgumentException where there is not the memory to fit it */
    void requireRoom(List<ProbePairs> outputs, int width) {
        FitMemory.require(outputs, width, Math.min(probeProducts, width / 2));
    }

    public boolean isProbe() {
        return method == TrainingMethod.PROBE;
    }

    private static boolean isLayers(String text) {
        int[] numbers = NUMBER.matcher(text)
                .results()
                .mapToInt(number -> Integer.parseInt(number.group()))
                .toArray();
        int least = text.contains("-") ? 0 : 1; // a range may be of one layer
        return LAYERS.matcher(text).matches()
                && IntStream.range(1, numbers.length).allMatch(i -> numbers[i] - numbers[i - 1] >= least);
    }

    /** Whether the number of blocks is left to the data. */
    boolean choosesBlocks() {
        return probeLayers.equals(AUTO);
    }

    /**
     * What is read, of a backbone with so many blocks.
     *
     * @param decoder whether the last token has seen all others
     */
    LayerMeans reading(int blocks, boolean decoder) {
        return new LayerMeans(layers(blocks), means(probeMeans, decoder));
    }

    private List<Integer> layers(int blocks) {
        Matcher range = LAYERS.matcher(probeLayers);
        if (range.matches() && range.group(1) != null) {
            return IntStream.rangeClosed(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)))
                    .boxed()
                    .toList();
        }
        if (probeLayers.contains(",")) {
            return Arrays.stream(probeLayers.split(",")).map(Integer::valueOf).toList();
        }
        int to = switch (probeLayers) {
            case AUTO, "all" -> blocks;
            case "half" -> (blocks + 1) / 2;
            default -> Integer.parseInt(probeLayers);
        };
        return IntStream.rangeClosed(0, to).boxed().toList();
    }

    private static List<TokenMean> means(String names, boolean decoder) {
        if (names.equals(AUTO)) {
            return decoder ? List.of(TokenMean.LAST, TokenMean.ANSWER) : List.of(TokenMean.ANSWER, TokenMean.ALL);
        }
        List<TokenMean> means = new ArrayList<>();
        for (String name : names.split(",")) {
            TokenMean mean = Arrays.stream(TokenMean.values())
                    .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name.strip()))
                    .findFirst()
                    .orElse(null);
            if (mean == null || means.contains(mean)) {
                throw new IllegalArgumentException(
                        "probe_means: found " + names + ", need different ones of answer, all and last, or auto");
            }
            means.add(mean);
        }
        return means;
    }

    /** Refuses settings that mean nothing to a probe. */
    void check(AdaptConfig adapt, LossConfig loss, ObjectivesConfig objectives) {
        if (isProbe()) {
            require(!adapt.lora().usePeft(), "use_peft", true, "false with method probe, which changes no backbone");
            require(adapt.unfreezeLayers() == 0, "unfreeze_layers", adapt.unfreezeLayers(), "0 with method probe");
            require(loss.equals(LossConfig.DEFAULT), "loss", loss.told(), "the plain one with method probe");
            boolean pairwise = objectives.objectiveLoss() == ObjectiveLoss.PAIRWISE;
            require(pairwise, "objective_loss", "regression", "pairwise with method probe");
        }
    }
}
