#!/usr/bin/env python3
"""A small probe by scikit-learn: what ProbeFitTest compares with.

Features of rows, pairs of them, probabilities, weights and folds, and for some penalties and widths: the weights of a logistic regression
without intercept on the differences of standardised features, put back to raw features, and the mean log-loss and accuracy over folds that
were left out. scikit-learn weighs the sum of losses by C, so C = 1 / penalty where the weights sum to 1.

Usage: probe_golden.py OUT.json   (scikit-learn 1.9.1)
"""

import json
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression

ROWS, FEATURES, PAIRS, FOLDS = 40, 48, 36, 3

random = np.random.default_rng(7)
features = np.round(random.normal(size=(ROWS, FEATURES)) * np.exp(random.normal(size=FEATURES)) + random.normal(size=FEATURES), 3)
taste = random.normal(size=FEATURES) / features.std(0)
pairs = np.array([random.choice(ROWS, 2, replace=False) for _ in range(PAIRS)])
leads = (features[pairs[:, 0]] - features[pairs[:, 1]]) @ taste
pairs = np.where((leads + 4 * random.normal(size=PAIRS) > 0)[:, None], pairs, pairs[:, ::-1])
probabilities = np.where(np.arange(PAIRS) % 4 == 0, 0.75, 1.0)
weights = 1.0 + np.arange(PAIRS) % 2
folds = np.arange(PAIRS) % FOLDS


def fit(differences, kept, penalty):
    share = weights[kept] / weights[kept].sum()
    both = np.concatenate([differences[kept], differences[kept]])
    labels = np.repeat([1, 0], kept.sum())
    shares = np.concatenate([share * probabilities[kept], share * (1 - probabilities[kept])])
    found = LogisticRegression(C=1 / penalty, fit_intercept=False, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    return found.fit(both, labels, sample_weight=shares).coef_[0]


def case(width, penalty):
    used = features[:, :width]
    spread = used.std(0)
    differences = (used[pairs[:, 0]] - used[pairs[:, 1]]) / spread
    losses, accuracies = [], []
    for fold in range(FOLDS):
        out = folds == fold
        values = differences[out] @ fit(differences, ~out, penalty)
        share = weights[out] / weights[out].sum()
        losses.append(np.sum(share * (np.logaddexp(0, values) - probabilities[out] * values)))
        accuracies.append(np.sum(share * (values > 0)))
    raw = fit(differences, np.ones(PAIRS, bool), penalty) / spread
    return {
        "width": width,
        "penalty": penalty,
        "loss": float(np.mean(losses)),
        "accuracy": float(np.mean(accuracies)),
        "weights": [float(f"{value:.8g}") for value in raw],
        "bias": float(-(used @ raw).mean()),
    }


def with_products(rows=60, features=12, pairs=90, directions=4, penalty=0.2):
    """A taste that a linear head cannot see: products along the first principal directions stand beside the features."""
    x = np.round(random.normal(size=(rows, features)) * np.linspace(2, 0.5, features) + 1, 3)
    x[:, 1] = np.round(x[:, 0] + 0.4 * x[:, 1], 3)
    x[:, 3] = np.round(x[:, 2] + 0.4 * x[:, 3], 3)
    z = (x - x.mean(0)) / x.std(0)
    along = z @ np.linalg.eigh(z.T @ z)[1][:, ::-1][:, :directions]
    products = (along[:, :, None] * along[:, None, :]).reshape(rows, -1) / np.sqrt(features)
    both = np.concatenate([z, products], 1)
    taste = z[:, 0] * z[:, 2]
    chosen = np.array([random.choice(rows, 2, replace=False) for _ in range(pairs)])
    chosen = np.where((taste[chosen[:, 0]] > taste[chosen[:, 1]])[:, None], chosen, chosen[:, ::-1])
    differences = both[chosen[:, 0]] - both[chosen[:, 1]]
    found = LogisticRegression(C=1 / penalty, fit_intercept=False, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    labels = np.repeat([1, 0], pairs)
    shares = np.repeat([1 / pairs, 0], pairs)
    scores = both @ found.fit(np.concatenate([differences, differences]), labels, sample_weight=shares).coef_[0]
    return {
        "features": x.tolist(),
        "chosen": chosen[:, 0].tolist(),
        "rejected": chosen[:, 1].tolist(),
        "directions": directions,
        "penalty": penalty,
        "scores": [float(f"{value:.8g}") for value in scores - scores.mean()],
    }


golden = {
    "products": with_products(),
    "features": features.tolist(),
    "chosen": pairs[:, 0].tolist(),
    "rejected": pairs[:, 1].tolist(),
    "probabilities": probabilities.tolist(),
    "weights": weights.tolist(),
    "folds": folds.tolist(),
    "cases": [case(width, penalty) for width in (24, FEATURES) for penalty in (3.0, 0.3, 0.03)],
}
with open(sys.argv[1], "w") as out:
    json.dump(golden, out, separators=(",", ":"))
    out.write("\n")
