package merit.rewardmodel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import merit.encoding.EncodingConfig;
import org.bytedeco.pytorch.Tensor;

/** Which members of an ensemble are computed in one pass: heads on one backbone that read the same rows. */
final class SharedPasses {
    private SharedPasses() {}

    /** Members that are computed together, by their numbers. */
    static List<int[]> of(List<RewardModelScorer> members) {
        Map<Integer, List<Integer>> byFirst = new LinkedHashMap<>();
        for (int m = 0; m < members.size(); m++) {
            RewardModel model = members.get(m).model();
            int first = IntStream.rangeClosed(0, m)
                    .filter(k -> isOnePass(members.get(k).model(), model))
                    .findFirst()
                    .orElse(m);
            byFirst.computeIfAbsent(first, k -> new ArrayList<>()).add(m);
        }
        return byFirst.values().stream()
                .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    private static boolean isOnePass(RewardModel first, RewardModel second) {
        return first == second
                || (first.adapter() == null
                        && second.adapter() == null
                        && shareBackbone(first, second)
                        && readAlike(first, second));
    }

    /** Whether two models compute with the same tensors, in as many blocks. */
    @SuppressWarnings("ReferenceEquality") // not with tensors of equal values
    static boolean shareBackbone(RewardModel first, RewardModel second) {
        Map<String, Tensor> weights = second.backbone().parameters();
        return first.backbone().blocks().size() == second.backbone().blocks().size()
                && first.backbone().parameters().entrySet().stream()
                        .allMatch(weight -> weight.getValue() == weights.get(weight.getKey()));
    }

    /** Whether every text becomes the same row for both. */
    static boolean readAlike(RewardModel first, RewardModel second) {
        EncodingConfig one = first.encoder().config();
        EncodingConfig other = second.encoder().config();
        return one.template().toMap().equals(other.template().toMap())
                && one.maxLength() == other.maxLength()
                && one.truncation() == other.truncation()
                && Arrays.equals(
                        first.encoder().tokenizer().json(),
                        second.encoder().tokenizer().json());
    }
}
