#!/usr/bin/env python3
"""Repeats the golden scores of a probe's folder by transformers: AutoModel reads the backbone, the head is computed here.

For runs with the template "pair" (two segments). Prints the largest difference; fails above 1e-4.

Usage: check_probe.py RUN   (torch, transformers, safetensors)
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import AutoModel, AutoTokenizer

run = Path(sys.argv[1])
manifest = json.loads((run / "merit.json").read_text())
head = load_file(run / "head.safetensors")
model, report = AutoModel.from_pretrained(run, output_loading_info=True)
tokenizer = AutoTokenizer.from_pretrained(run)
assert not report["unexpected_keys"], report
assert model.config.num_hidden_layers == max(1, manifest["layers"][-1])
name = next(key for key in head if key.endswith(".weight") and key.count(".") == 1).removesuffix(".weight")


def part(rest):
    return head[f"{name}.{rest}"].double()


def score(prompt, response):
    row = tokenizer(prompt, response, return_tensors="pt")
    start = int(row["token_type_ids"][0].argmax())
    with torch.no_grad():
        states = model(**row, output_hidden_states=True).hidden_states
    read = {"answer": lambda layer: layer[start:].mean(0), "all": lambda layer: layer.mean(0), "last": lambda layer: layer[-1]}
    features = torch.cat([read[mean](states[layer][0]) for layer in manifest["layers"] for mean in manifest["means"]]).double()
    found = part("weight") @ features + part("bias")
    if manifest["squares"]:
        found += part("squares.weight") @ (part("directions.weight") @ features + part("directions.bias")) ** 2
    return float(found)


worst, checked = 0, 0
for text in manifest["golden_scores"]:
    plain = len(tokenizer(text["prompt"], text["response"])["input_ids"])
    if plain != text["tokens"] or any(control in text["prompt"] for control in tokenizer.all_special_tokens):
        continue  # shortened, or with a control token as text
    worst = max(worst, abs(score(text["prompt"], text["response"]) - text["score"]))
    checked += 1
print(f"{checked} golden scores, largest difference {worst:.2g}")
sys.exit(checked == 0 or worst > 1e-4)
