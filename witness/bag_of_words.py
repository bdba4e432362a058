"""Golden values for merit.evaluation.audit.BagOfWords from scikit-learn's LogisticRegression on the same hashed features.

Run from the project's root: python witness/bag_of_words.py [folder of public preference files]
Writes data/src/test/resources/merit/evaluation/audit/golden-bag-of-words.json
With a folder it also prints the five-fold held-out accuracy on each of its files of pairs, split by first user turn.
"""

import gzip
import hashlib
import json
import math
import pathlib
import re
import sys

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression

OUT = pathlib.Path("data/src/test/resources/merit/evaluation/audit/golden-bag-of-words.json")
BUCKETS = 1 << 18
WORD = re.compile(r"\w+|[^\w\s]")
FILES = ["hh-helpful.jsonl.gz", "hh-harmless.jsonl.gz", "tldr-pairs.jsonl.gz", "ultrafeedback-sample.jsonl.gz"]


def bucket(feature):
    value = 0x811C9DC5
    for byte in feature.encode("utf-8"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value % BUCKETS


def matrix(texts):
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        words = WORD.findall(text.lower())
        hits = {}
        for feature in words + [a + " " + b for a, b in zip(words, words[1:])]:
            at = bucket(feature)
            hits[at] = hits.get(at, 0) + 1
        for at, count in hits.items():
            rows.append(row)
            columns.append(at)
            values.append(1 + math.log(count))
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(texts), BUCKETS))


def fit(differences, penalty):
    """Both signs of each difference, so that there are two classes; half the C, as each pair stands twice."""
    both = sparse.vstack([differences, -differences])
    labels = np.r_[np.ones(differences.shape[0]), np.zeros(differences.shape[0])]
    model = LogisticRegression(C=0.5 / penalty, fit_intercept=False, tol=1e-10, max_iter=10_000)
    return model.fit(both, labels).coef_[0]


def golden():
    rng = np.random.default_rng(7)
    words = "the a river runs slowly through our old town café, it's 3 o'clock! is that so? ja nein straße no_name x".split()
    texts = [" ".join(rng.choice(words, rng.integers(3, 15))) for _ in range(90)]
    chosen, rejected, other = texts[:30], texts[30:60], texts[60:]
    found = []
    for penalty in (1.0, 100.0):
        weights = fit(matrix(chosen) - matrix(rejected), penalty)
        found.append({"penalty": penalty, "scores": (matrix(other) @ weights).tolist()})
    OUT.parent.mkdir(parents=True, exist_ok=True)
    content = {"chosen": chosen, "rejected": rejected, "other": other, "fits": found}
    OUT.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def first_user_turn(row):
    turns = [m["content"] for m in row.get("messages") or [] if m["role"] == "user"]
    return " ".join((turns[0] if turns else row["prompt"]).split())


def five_folds(file):
    rows = [json.loads(line) for line in gzip.open(file, "rt", encoding="utf-8")]
    rows = [row for row in rows if row["chosen"] != row["rejected"] and row.get("margin") != 0]
    keys = [first_user_turn(row) for row in rows]
    ranked = sorted(set(keys), key=lambda key: hashlib.sha256(("42\n" + key).encode()).hexdigest())
    fold_of = {key: rank * 5 // len(ranked) for rank, key in enumerate(ranked)}
    fold = np.array([fold_of[key] for key in keys])
    differences = (matrix([r["chosen"] for r in rows]) - matrix([r["rejected"] for r in rows])).tocsr()
    wins = [(differences[fold == k] @ fit(differences[fold != k], 100.0) > 0) for k in range(5)]
    print(f"{file.name}: {100 * np.concatenate(wins).mean():.2f} % of {len(rows)} pairs")


if __name__ == "__main__":
    golden()
    for name in FILES if len(sys.argv) > 1 else []:
        five_folds(pathlib.Path(sys.argv[1]) / name)
