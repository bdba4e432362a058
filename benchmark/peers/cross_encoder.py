#!/usr/bin/env python3
"""Measures the scoring rate of sentence-transformers' CrossEncoder on preference rows, on the CPU in fp32.

Its own ways are kept: pairs of prompt and answer as two segments, batches of 32, sorted by length, tokenising included.
Each round scores the same rows; the first --untimed rounds do not count. A row is one prompt with one answer.

Real tokens are the tokens that are not padding, after truncation to --max-length, special tokens included.

Usage: cross_encoder.py --data FILE --out RESULT.json [--rows 512] [--rounds 3] [--untimed 1] [--threads 2]
"""

import argparse
import json
import random
import statistics
import time
from pathlib import Path

import torch
from sentence_transformers import CrossEncoder

from rows import bundled_model, peak_resident_bytes, read_rows


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--model", default=None, help="default: the bundled model's folder")
    parser.add_argument("--rows", type=int, default=512, help="rows to score: the first ones of the file; 0: all")
    parser.add_argument("--max-length", type=int, default=512)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--untimed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def count_tokens(model, pairs, max_length):
    encoded = model.tokenizer(
        [pair[0] for pair in pairs], [pair[1] for pair in pairs], truncation=True, max_length=max_length, padding=False
    )
    return sum(len(ids) for ids in encoded["input_ids"])


def main():
    arguments = read_arguments()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(42)
    model = CrossEncoder(
        arguments.model or bundled_model(), num_labels=1, max_length=arguments.max_length, device="cpu",
        activation_fn=torch.nn.Identity(), model_kwargs={"torch_dtype": torch.float32},
    )  # fmt: skip
    pairs = [(row["prompt"], row[side]) for row in read_rows(arguments.data) for side in ("chosen", "rejected")]
    pairs = pairs[: arguments.rows or len(pairs)]
    tokens = count_tokens(model, pairs, arguments.max_length)
    seconds = []
    for round_number in range(arguments.untimed + arguments.rounds):
        # The time of a round must not depend on the order of the rows; shuffling keeps that honest.
        random.Random(round_number).shuffle(pairs)
        started = time.perf_counter()
        scores = model.predict(pairs, batch_size=arguments.batch, show_progress_bar=False)
        if round_number >= arguments.untimed:
            seconds.append(time.perf_counter() - started)
        assert len(scores) == len(pairs)
    median = statistics.median(seconds)
    result = {
        "peer": "sentence-transformers CrossEncoder",
        "threads": torch.get_num_threads(),
        "rows": len(pairs),
        "real_tokens": tokens,
        "seconds": seconds,
        "median_seconds": median,
        "real_tokens_per_second": tokens / median,
        "peak_resident_bytes": peak_resident_bytes(),
    }
    arguments.out.write_text(json.dumps(result, indent=1), "utf-8")
    rate = result["real_tokens_per_second"]
    print(f"{len(pairs)} rows, {tokens} real tokens, median {median:.2f} s, {rate:.0f} real tokens/s", flush=True)


if __name__ == "__main__":
    main()
