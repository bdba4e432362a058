"""Jaccard indices of runs of three words, and what datasketch's MinHash estimates with the same hashes and permutations.

Run from the project's root: python witness/near_duplicates.py
Writes data/src/test/resources/merit/evaluation/audit/golden-minhash.json (made with datasketch 2.0). Permutations come from SplitMix64 seeded with 1, as Java's SplittableRandom gives them.
"""
import json
import pathlib
import random

import numpy as np
from datasketch import MinHash

MASK = (1 << 64) - 1
OUT = pathlib.Path("data/src/test/resources/merit/evaluation/audit/golden-minhash.json")
OFFSET, PRIME = 0xCBF29CE484222325, 0x100000001B3


def splitmix(seed):
    state = seed
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def words(text):
    return "".join(c.lower() if c.isalnum() else " " for c in text).split()


def fnv(units):
    value = OFFSET
    for unit in units:
        value = ((value ^ unit) * PRIME) & MASK
    return value


def runs(text):
    all_words = words(text)
    return {tuple(all_words[k : k + 3]) for k in range(max(1, len(all_words) - 2))} if all_words else set()


def run_hash(run):
    value = fnv(fnv(map(ord, word)) for word in run)
    return (value ^ (value >> 32)) & 0xFFFFFFFF


stream = splitmix(1)
a, b = zip(*((next(stream) & 0xFFFFFFFF | 1, next(stream) & 0xFFFFFFFF) for _ in range(128)))
permutations = np.array([a, b], dtype=np.uint32)


def signature(text):
    sketch = MinHash(num_perm=128, permutations=permutations, hashfunc=run_hash, scheme="affine32")
    for run in runs(text):
        sketch.update(run)
    return sketch


def main():
    dice = random.Random(7)
    vocabulary = "river Stone music Gärten window paper winter letter market silver bridge forest".split()
    cases = []
    for case in range(40):
        text = [dice.choice(vocabulary) for _ in range(dice.randrange(1, 60))]
        other = [dice.choice(vocabulary) if dice.random() < case / 120 else word for word in text]
        one, two = ", ".join(text) + ".", " ".join(other).upper()
        shared, all_runs = runs(one) & runs(two), runs(one) | runs(two)
        cases.append({"text": one, "other": two, "jaccard": len(shared) / len(all_runs),
                      "estimate": float(signature(one).jaccard(signature(two)))})
    OUT.write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
