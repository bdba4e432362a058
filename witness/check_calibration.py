#!/usr/bin/env python3
"""Computes by SciPy and scikit-learn what benchmark/run folds says of calibration.

Run from the project's root: python witness/check_calibration.py PAIRS FOLDS
PAIRS is the file of preference pairs, FOLDS the folder in which fold-K.json lie. The bins of equal mass are checked by hand:
sorted, cut into ten, equal confidences together.
"""

import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, "benchmark/peers")
from evaluation_metrics import fold_probabilities, outcome  # noqa: E402
from rows import first_user_turn, read_rows, row_ids  # noqa: E402


def main():
    rows = read_rows(sys.argv[1])
    turns = dict(zip(row_ids(rows), map(first_user_turn, rows)))
    pooled = {}
    for file in sorted(Path(sys.argv[2]).glob("fold-*.json")):
        pairs = json.loads(file.read_text())["pairs"]
        d = np.array([pair["chosen_score"] - pair["rejected_score"] for pair in pairs])
        for name, p in fold_probabilities(d, [turns[pair["id"]] for pair in pairs], 2).items():
            pooled[name] = np.concatenate([pooled.get(name, []), p])
    for name, p in pooled.items():
        print(name, len(p), json.dumps(outcome(p)), "right", np.mean(p > 0.5), "even", np.mean(p == 0.5))


if __name__ == "__main__":
    main()
