#!/usr/bin/env python3
"""Splits a file of preference pairs into folds by first user turn, by the rule of merit.preference.PreferenceSplit.

The key of a row is its first user turn (the first message of `messages` with role `user`, else the prompt), stripped,
with runs of white space folded to one space. Keys are ordered by the hex SHA-256 of seed + "\n" + key; with G distinct
keys the fold of the key at rank r is floor(r * folds / G). The order of rows does not matter.

Usage: make_folds.py DATA.jsonl[.gz] OUT_FOLDER [--folds 5] [--seed 42]
Writes OUT_FOLDER/train-K.jsonl and OUT_FOLDER/test-K.jsonl, rows unchanged and in their order.
"""

import argparse
import hashlib
from pathlib import Path

from rows import first_user_turn, read_lines


def fold_of_keys(keys, folds, seed):
    def rank(key):
        return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()

    ordered = sorted(set(keys), key=rank)
    return {key: place * folds // len(ordered) for place, key in enumerate(ordered)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=42)
    arguments = parser.parse_args()

    lines = list(read_lines(arguments.data))
    keys = [first_user_turn(row) for _, row in lines]
    fold_of = fold_of_keys(keys, arguments.folds, arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for fold in range(arguments.folds):
        sides = {"train": [], "test": []}
        for (line, _), key in zip(lines, keys):
            sides["test" if fold_of[key] == fold else "train"].append(line)
        for side, chosen in sides.items():
            (arguments.out / f"{side}-{fold}.jsonl").write_text("".join(f"{line}\n" for line in chosen), "utf-8")
        print(f"fold {fold}: {len(sides['train'])} to train on, {len(sides['test'])} held out")


if __name__ == "__main__":
    main()
