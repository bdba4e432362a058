"""Golden values for merit.evaluation.metric from SciPy and scikit-learn.

Run from the project's root: python witness/evaluation_metrics.py
Writes data/src/test/resources/merit/evaluation/metric/golden-metrics.json
"""

import hashlib
import itertools
import json
import pathlib

import numpy as np
from scipy import optimize, stats
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, label_ranking_average_precision_score, log_loss, ndcg_score, roc_auc_score

FEW = [0.9, 0.001, 0.04, 0.04, 0.2, 0.011, 1.0]
OUT = pathlib.Path("data/src/test/resources/merit/evaluation/metric/golden-metrics.json")


def pairs(rng):
    clusters = np.sort(rng.integers(0, 25, 60))
    rejected = np.round(rng.normal(0, 1, 60), 3)
    chosen = np.round(rejected + rng.normal(0.4, 1.2, 60), 3)
    chosen[:3] = rejected[:3]
    lengths = rng.integers(5, 60, (2, 60))
    lengths[1, 10:14] = lengths[0, 10:14]
    return clusters, chosen, rejected, lengths


def bca(values, clusters, seed, resamples, method="BCa"):
    """SciPy's own interval of a ratio of cluster sums, and the draws that it made."""
    ids = np.unique(clusters)
    sums = np.array([values[clusters == g].sum() for g in ids])
    counts = np.array([(clusters == g).sum() for g in ids], dtype=float)

    def mean(s, n, axis=-1):
        return s.sum(axis=axis) / n.sum(axis=axis)

    result = stats.bootstrap((sums, counts), mean, paired=True, vectorized=True, n_resamples=resamples,
                             method=method, rng=np.random.default_rng(seed))
    draws = np.random.default_rng(seed).integers(0, len(ids), (resamples, len(ids)))
    check = mean(sums[draws], counts[draws])
    assert np.allclose(np.sort(check), np.sort(result.bootstrap_distribution))
    interval = result.confidence_interval
    return {"method": method.upper(), "values": values.tolist(), "draws": draws.ravel().tolist(), "value": mean(sums, counts),
            "low": interval.low, "high": interval.high}


def area_bootstrap(positives, negatives, clusters, method, seed, resamples=120):
    """SciPy's bootstrap over clusters of scikit-learn's area, and the draws that it made."""
    ids = np.unique(clusters)
    rows = [np.flatnonzero(clusters == g) for g in ids]

    def area(picked):
        chosen = np.concatenate([rows[int(g)] for g in picked])
        return roc_auc_score(np.repeat([1, 0], len(chosen)), np.concatenate([positives[chosen], negatives[chosen]]))

    result = stats.bootstrap((np.arange(len(ids)),), area, vectorized=False, n_resamples=resamples, method=method,
                             rng=np.random.default_rng(seed))
    draws = np.random.default_rng(seed).integers(0, len(ids), (resamples, len(ids)))
    assert np.allclose([area(row) for row in draws], result.bootstrap_distribution)
    return {"method": method.upper(), "draws": draws.ravel().tolist(), "value": area(np.arange(len(ids))),
            "low": result.confidence_interval.low, "high": result.confidence_interval.high}


def temperature(d):
    def slope(a):
        return np.mean(-d / (1 + np.exp(a * d)))

    a = optimize.brentq(slope, 1e-3, 1e3, xtol=1e-15, rtol=1e-14)
    bets = np.abs(d)
    right = np.where(d > 0, 1.0, np.where(d == 0, 0.5, 0.0))

    def ece(t):
        p = 1 / (1 + np.exp(-bets / t))
        bins = np.minimum(9, ((p - 0.5) * 20).astype(int))
        return sum(abs(p[bins == b].sum() - right[bins == b].sum()) for b in range(10)) / len(d)

    def loss(t):
        p = 1 / (1 + np.exp(-d / t))
        return log_loss(np.ones_like(d), p, labels=[0, 1])

    return {"temperature": 1 / a, "ece_before": ece(1), "ece_after": ece(1 / a), "loss_before": loss(1),
            "loss_after": loss(1 / a)}


def platt(positives, negatives):
    """scikit-learn's logistic regression without penalty; fractional aims as rows of both labels with weights."""
    x = np.concatenate([positives, negatives])
    up, down = len(positives), len(negatives)
    aims = np.repeat([(up + 1) / (up + 2), 1 / (down + 2)], [up, down])
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-14, max_iter=1000)
    model.fit(np.tile(x, 2)[:, None], np.repeat([1, 0], len(x)), sample_weight=np.concatenate([aims, 1 - aims]))
    return [model.coef_[0, 0], model.intercept_[0]]


def isotonic(d):
    model = IsotonicRegression(y_min=1 / (len(d) + 2), y_max=1 - 1 / (len(d) + 2), out_of_bounds="clip")
    # Two rows for each order, so that a difference of 0 counts one half.
    return model.fit(np.concatenate([d, -d]), np.repeat([1.0, 0.0], len(d))).predict


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def best_slope(d):
    return optimize.brentq(lambda a: np.mean(-d / (1 + np.exp(np.minimum(700, a * d)))), 1e-3, 1e3, xtol=1e-15, rtol=1e-14)


def outcome(p):
    sure, right = np.maximum(p, 1 - p), np.where(p > 0.5, 1.0, np.where(p == 0.5, 0.5, 0.0))
    width = np.minimum(9, ((sure - 0.5) * 20).astype(int))
    mass = (stats.rankdata(sure, "min") - 1).astype(int) * 10 // len(p)

    def ece(bins):
        return sum(abs(sure[bins == b].sum() - right[bins == b].sum()) for b in range(10)) / len(p)

    return {"loss": log_loss(np.ones_like(p), p, labels=[0, 1]), "brier": np.mean((1 - p) ** 2), "ece_width": ece(width),
            "ece_mass": ece(mass)}


def fold_probabilities(d, clusters, folds):
    """Folds by the order of SHA-256(seed, newline, key), each judged by a curve fitted on the others."""
    keys = sorted({str(c) for c in clusters}, key=lambda key: hashlib.sha256(f"42\n{key}".encode()).hexdigest())
    fold = np.array([keys.index(str(c)) * folds // len(keys) for c in clusters])
    p = {name: np.zeros(len(d)) for name in ["none", "temperature", "platt", "isotonic"]}
    for f in range(folds):
        held, others = d[fold == f], d[fold != f]
        p["none"][fold == f] = sigmoid(held)
        p["temperature"][fold == f] = sigmoid(best_slope(others) * held)
        p["platt"][fold == f] = sigmoid(platt(others, -others)[0] * held)
        p["isotonic"][fold == f] = isotonic(others)(held)
    return p


def held_out(d, clusters):
    p = fold_probabilities(d, clusters, 5)
    inside = np.maximum(p["temperature"], 1 - p["temperature"]) < 0.6
    return {"held_out": {name: outcome(values) for name, values in p.items()}, "tie_pairs": int(inside.sum()),
            "tie_accuracy": np.mean((d[inside] > 0) + 0.5 * (d[inside] == 0))}


def calibrations(d, chosen, rejected, clusters):
    at = np.linspace(-4, 4, 41)
    return {"platt_answers": platt(chosen, rejected), "platt_pairs": platt(d, -d)[0], "isotonic_at": at.tolist(),
            "isotonic": isotonic(d)(at).tolist()} | held_out(d, clusters)


def sandwich(design, y, clusters):
    """p-value of the last coefficient of least squares, with a variance clustered by hand."""
    coefficients, *_ = np.linalg.lstsq(design, y, rcond=None)
    bread = np.linalg.inv(design.T @ design)
    ids = np.unique(clusters)
    scores = np.array([design[clusters == g].T @ (y - design @ coefficients)[clusters == g] for g in ids])
    variance = bread @ scores.T @ scores @ bread * len(ids) / (len(ids) - 1)
    return 2 * stats.t.sf(abs(coefficients[-1]) / np.sqrt(variance[-1, -1]), len(ids) - 1)


def clustered_tests(d, lengths, clusters):
    ones = np.ones((len(d), 1))
    return {"mean": sandwich(ones, d, clusters),
            "difference": sandwich(np.hstack([ones, (lengths[0] > 30)[:, None]]), d, clusters)}


def length_link(d, longer):
    """Rank correlations of every pair in both orders, and the partial one from residuals of ranks."""
    ranks = [stats.rankdata(np.concatenate([x, -x])) for x in (d, longer, np.ones_like(d))]
    reward, length, truth = ranks

    def left(x):
        return x - np.polyval(np.polyfit(truth, x, 1), truth)

    return {"raw": stats.spearmanr(reward, length).statistic, "people": stats.spearmanr(truth, length).statistic,
            "partial": stats.pearsonr(left(reward), left(length)).statistic}


def pair_values(clusters, chosen, rejected, lengths):
    d = chosen - rejected
    longer = lengths[0] - lengths[1]
    both = np.concatenate([chosen, rejected])
    return {
        "clusters": clusters.tolist(), "chosen": chosen.tolist(), "rejected": rejected.tolist(),
        "chosen_lengths": lengths[0].tolist(), "rejected_lengths": lengths[1].tolist(),
        "accuracy": np.mean(d > 0), "accuracy_ties_half": np.mean((d > 0) + 0.5 * (d == 0)), "ties": int((d == 0).sum()),
        "margin": d.mean(), "loss": np.logaddexp(0, -d).mean(),
        "difference_auc": roc_auc_score(np.repeat([1, 0], len(d)), np.concatenate([d, -d])),
        "score_auc": roc_auc_score(np.repeat([1, 0], len(d)), both),
        "mean_reward": both.mean(), "min_reward": both.min(), "max_reward": both.max(),
        "chosen_sd": chosen.std(ddof=1), "chosen_quantiles": np.quantile(chosen, [0.05, 0.25, 0.5, 0.75, 0.95]).tolist(),
        "longer_wins": np.mean((longer > 0) + 0.5 * (longer == 0)),
        "length_correlation": stats.spearmanr(d, longer).statistic,
        "calibration": temperature(d),
        "brier": brier_score_loss(np.ones_like(d), 1 / (1 + np.exp(-d)), pos_label=1),
        "calibrations": calibrations(d, chosen, rejected, clusters),
        "clustered_tests": clustered_tests(d, lengths, clusters),
        "length_link": length_link(d, longer),
        "bootstrap_percentile": bca(d, clusters, 9, 200, "percentile"),
        "area_bootstraps": [area_bootstrap(d, -d, clusters, "BCa", 10), area_bootstrap(d, -d, clusters, "percentile", 11)],
        "score_area_bootstraps": [area_bootstrap(chosen, rejected, clusters, "BCa", 12)],
        "bootstrap": bca((d > 0).astype(float), clusters, 7, 200),
        "bootstrap_margin": bca(d, clusters, 8, 200),
    }


def reciprocal_rank(prompt):
    """One over the place of the first best candidate, over every order that the scores allow."""
    best = max(prompt["ratings"])
    places = []
    for order in itertools.permutations(range(len(prompt["ratings"]))):
        scores = [prompt["scores"][k] for k in order]
        if scores == sorted(scores, reverse=True):
            places.append(1 / (1 + [prompt["ratings"][k] for k in order].index(best)))
    if len(places) == 1 and prompt["ratings"].count(best) == 1:
        relevant = [[rating == best for rating in prompt["ratings"]]]
        assert np.isclose(places[0], label_ranking_average_precision_score(relevant, [prompt["scores"]]))
    return np.mean(places)


def tops(values):
    return [k for k, value in enumerate(values) if value == max(values)]


def win_rate(prompt, rule):
    r = prompt["ratings"]
    return np.mean([0.5 + 0.5 * np.sign(r[a] - r[b]) for a in tops(prompt["scores"]) for b in tops(rule)])


def best_of(prompt, n):
    """The rating of the highest score among n candidates, over every choice of n."""
    r, s = prompt["ratings"], prompt["scores"]
    drawn = itertools.combinations(range(len(r)), n)
    return np.mean([np.mean([r[c[k]] for k in tops([s[j] for j in c])]) for c in drawn])


def candidates(rng):
    prompts = []
    for size in [2, 3, 4, 5, 4, 3, 6, 2, 4, 5]:
        ratings = rng.integers(1, 6, size)
        if len(set(ratings)) == 1:
            ratings[0] += 1
        scores = np.round(ratings + rng.normal(0, 2, size), 1)
        prompts.append({"ratings": ratings.tolist(), "scores": scores.tolist()})
    for p in prompts:
        p["lengths"] = rng.integers(1, 4, len(p["ratings"])).tolist()
    three = [p for p in prompts if len(p["ratings"]) >= 3]
    assert any(len(set(p["scores"])) < len(p["scores"]) for p in prompts)
    return {"prompts": prompts, "spearman": np.mean([stats.spearmanr(p["scores"], p["ratings"]).statistic for p in three]),
            "kendall": np.mean([stats.kendalltau(p["scores"], p["ratings"]).statistic for p in three]),
            "ndcg": np.mean([ndcg_score([p["ratings"]], [p["scores"]]) for p in prompts]),
            "mrr": np.mean([reciprocal_rank(p) for p in prompts]),
            "over_first": np.mean([win_rate(p, [1] + [0] * (len(p["ratings"]) - 1)) for p in prompts]),
            "over_random": np.mean([win_rate(p, [0] * len(p["ratings"])) for p in prompts]),
            "over_longest": np.mean([win_rate(p, p["lengths"]) for p in prompts]),
            "best_of": [np.mean([best_of(p, n) for p in prompts if len(p["ratings"]) >= n]) for n in range(1, 7)],
            "reward_pick": np.mean([p["ratings"][int(np.argmax(p["scores"]))] == max(p["ratings"]) for p in prompts]),
            "random_pick": np.mean([p["ratings"].count(max(p["ratings"])) / len(p["ratings"]) for p in prompts])}


def main():
    rng = np.random.default_rng(20)
    golden = {
        "pairs": pair_values(*pairs(rng)),
        "candidates": candidates(rng),
        "false_discovery": {"p": FEW, "adjusted": stats.false_discovery_control(FEW).tolist()},
        "mcnemar": [[a, b, stats.binomtest(min(a, b), a + b, 0.5).pvalue,
                     stats.chi2.sf(max(0, abs(a - b) - 1) ** 2 / (a + b), 1)] for a, b in [(3, 9), (10, 10), (120, 80), (1, 0)]],
    }
    OUT.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
