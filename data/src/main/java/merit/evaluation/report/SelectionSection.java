package merit.evaluation.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.evaluation.metric.CandidateMetrics;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.RankingMetrics;
import merit.evaluation.metric.Selection;
import merit.evaluation.metric.WinRates;
import org.jspecify.annotations.Nullable;

/** How well each rule picks among rated candidates, as words and as a picture. */
final class SelectionSection {
    private SelectionSection() {}

    static Map<String, Object> of(CandidateMetrics candidates, String rating) {
        CandidateMetrics.Picks picks = candidates.picks();
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("prompts", Wording.count(candidates.prompts()));
        content.put("allEqual", candidates.allEqual() == 0 ? List.of() : Wording.count(candidates.allEqual()));
        content.put("unrated", candidates.unrated() == 0 ? List.of() : Wording.count(candidates.unrated()));
        content.put("rating", rating);
        content.put("reward", Wording.percent(picks.reward().accuracy().value()));
        content.put("rewardRange", Wording.range(picks.reward().accuracy()));
        content.put("ranking", ranking(candidates.ranking()));
        content.put("ordered", candidates.orderTellsRating());
        content.put("random", Wording.percent(picks.random().accuracy().value()));
        content.put("best", Wording.number(candidates.bestRating()));
        content.put("wins", wins(candidates.wins()));
        content.put("bestOf", BestOfSection.of(candidates.bestOf()));
        content.put("picks", picks(candidates));
        content.put("chart", chart(picks));
        return content;
    }

    private static List<Map<String, Object>> ranking(RankingMetrics ranking) {
        List<Map<String, Object>> rows = new ArrayList<>();
        Interval spearman = ranking.spearman();
        Interval kendall = ranking.kendall();
        if (spearman != null && kendall != null) {
            String over = "over the " + Wording.count(ranking.ordered()) + " prompts with three candidates or more";
            rows.add(figure(
                    "Spearman", spearman, "rank correlation a prompt, " + over + ": 1 same order, 0 no relation"));
            rows.add(figure(
                    "Kendall's tau-b", kendall, "right less wrong orders of two candidates, as a share, " + over));
        }
        rows.add(figure("NDCG", ranking.ndcg(), "ratings gained, the first places counting most; 1 is perfect"));
        rows.add(figure("MRR", ranking.mrr(), "one over the place of the best candidate; 1 is perfect"));
        return rows;
    }

    private static Map<String, Object> figure(String name, Interval value, String what) {
        return Map.of(
                "name",
                name,
                "value",
                Wording.precise(value.value()),
                "range",
                Wording.numberRange(value),
                "what",
                what);
    }

    private static List<Map<String, Object>> wins(WinRates wins) {
        List<Map<String, Object>> all = new ArrayList<>();
        all.add(win("a random one", wins.overRandom()));
        all.add(win("the first", wins.overFirst()));
        all.add(win("the longest", wins.overLongest()));
        if (wins.overLikeliest() != null) {
            all.add(win("the most probable", wins.overLikeliest()));
        }
        return all;
    }

    private static Map<String, Object> win(String over, Interval rate) {
        return Map.of("over", over, "rate", Wording.percent(rate.value()), "range", Wording.range(rate));
    }

    private static Map<String, Object> pick(String name, Selection selection, @Nullable Interval gain) {
        return Map.of(
                "name", name,
                "accuracy", Wording.percent(selection.accuracy().value()),
                "range", Wording.range(selection.accuracy()),
                "rating", Wording.number(selection.rating().value()),
                "ratingRange", Wording.numberRange(selection.rating()),
                "gain", gain == null ? "" : Wording.points(gain.value()),
                "gainRange", gain == null ? "" : "(" + Wording.pointsRange(gain) + ")");
    }

    private static List<Map<String, Object>> picks(CandidateMetrics candidates) {
        CandidateMetrics.Picks picks = candidates.picks();
        CandidateMetrics.Gains gains = candidates.gains();
        List<Map<String, Object>> all = new ArrayList<>();
        all.add(pick("Highest reward", picks.reward(), null));
        all.add(pick("Random", picks.random(), gains.overRandom()));
        all.add(pick("First", picks.first(), gains.overFirst()));
        all.add(pick("Longest", picks.longest(), gains.overLongest()));
        if (picks.likeliest() != null) {
            all.add(pick("Most probable", picks.likeliest(), gains.overLikeliest()));
        }
        return all;
    }

    private static Map<String, Object> chart(CandidateMetrics.Picks picks) {
        List<IntervalChart.Row> rows = new ArrayList<>();
        rows.add(new IntervalChart.Row("Highest reward", picks.reward().accuracy(), true));
        rows.add(new IntervalChart.Row("Random", picks.random().accuracy(), false));
        rows.add(new IntervalChart.Row("First", picks.first().accuracy(), false));
        rows.add(new IntervalChart.Row("Longest", picks.longest().accuracy(), false));
        if (picks.likeliest() != null) {
            rows.add(new IntervalChart.Row("Most probable", picks.likeliest().accuracy(), false));
        }
        return IntervalChart.of(
                "selection-chart",
                "How often each rule picks the best answer",
                IntervalChart.said(rows),
                rows,
                Double.NaN);
    }
}
