#!/usr/bin/env python3
"""Weights of a small penalised logistic regression by scikit-learn: what LogisticFitTest compares with.

The rows are a formula, so that both sides can write them down (rounded to fp32). A row that is preferred with probability p stands twice, once a
label, with p and 1 - p of its weight. scikit-learn weighs the sum of losses by C, so C = 1 / penalty where the weights sum to 1.

Usage: logistic_fit.py   (scikit-learn 1.9.1)
"""

import numpy as np
from sklearn.linear_model import LogisticRegression

ROWS, FEATURES = 40, 6
PENALTIES = (1.0, 0.01)

rows = np.array([[np.sin(7 * r + 3 * f * f + 1) for f in range(FEATURES)] for r in range(ROWS)], dtype=np.float32)
rows = rows.astype(np.float64)
probabilities = np.array([0.6 + 0.4 * np.cos(r) ** 2 for r in range(ROWS)], dtype=np.float32)
probabilities = probabilities.astype(np.float64)
weights = np.array([1.0 + r % 3 for r in range(ROWS)])
weights /= weights.sum()

both = np.concatenate([rows, rows])
labels = np.repeat([1, 0], ROWS)
shares = np.concatenate([weights * probabilities, weights * (1 - probabilities)])
for penalty in PENALTIES:
    fit = LogisticRegression(C=1 / penalty, fit_intercept=False, solver="newton-cholesky", tol=1e-14, max_iter=1000)
    found = fit.fit(both, labels, sample_weight=shares).coef_[0]
    product = rows @ found
    loss = np.sum(weights * (np.logaddexp(0, product) - probabilities * product))
    print(penalty, ", ".join(f"{value:.12f}" for value in found), f"loss {loss:.12f}")
