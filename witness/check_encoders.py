#!/usr/bin/env python3
"""Checks reward models that Merit saved over each family of encoders with transformers.

FOLDER holds one saved model a folder, each with tokens.jsonl: rows of ids and segments with Merit's score. Tests write it:

    MERIT_SAVED_MODELS=FOLDER mvn test -pl model -am -Dtest=EncoderFolderTest -Dsurefire.failIfNoSpecifiedTests=false
    python witness/check_encoders.py FOLDER

A folder without head.safetensors must give Merit's scores by AutoModelForSequenceClassification, and all its weights must be
used and none be missing; with it, AutoModel (for a T5, AutoModelForTextEncoding) must read the backbone likewise, and the head,
computed here as merit.json describes it, must give the scores. Exits with 1 where one fails.
"""

import json
import logging
import sys
from pathlib import Path

import heads
import torch
from transformers import AutoModel, AutoModelForSequenceClassification, AutoModelForTextEncoding
from transformers.utils.logging import disable_progress_bar

TOLERANCE = 1e-4
KEYS = ("missing_keys", "unexpected_keys", "mismatched_keys")


def load(auto, folder):
    model, loading = auto.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    return model.eval(), [name for kind in KEYS for name in loading[kind]]


def inputs_of(model, row):
    inputs = {"input_ids": torch.tensor([row["ids"]]), "attention_mask": torch.ones(1, len(row["ids"]), dtype=torch.long)}
    if getattr(model.config, "type_vocab_size", 0) > 1 and model.config.model_type != "roberta":
        inputs["token_type_ids"] = torch.tensor([row["segments"]])
    return inputs


def loaded(folder):
    """How a row is scored, and the names of weights that are amiss."""
    if (folder / "head.safetensors").exists():
        encoder = json.loads((folder / "config.json").read_text())["model_type"] == "t5"
        model, wrong = load(AutoModelForTextEncoding if encoder else AutoModel, folder)
        head = heads.read(folder)
        return (lambda row: head(model(**inputs_of(model, row)).last_hidden_state[0]).item()), \
            [name for name in wrong if "pooler" not in name]
    model, wrong = load(AutoModelForSequenceClassification, folder)
    return (lambda row: model(**inputs_of(model, row)).logits.item()), wrong


def check(folder):
    score, wrong = loaded(folder)
    rows = [json.loads(line) for line in (folder / "tokens.jsonl").read_text().splitlines()]
    with torch.inference_mode():
        difference = max(abs(score(row) - row["score"]) for row in rows)
    if difference > TOLERANCE:
        wrong.append("scores")
    return wrong, f"largest difference of {len(rows)} scores {difference:.1e}"


def main():
    logging.disable(logging.WARNING)
    disable_progress_bar()
    torch.set_num_threads(1)
    folders = sorted(path.parent for path in Path(sys.argv[1]).glob("*/tokens.jsonl"))
    failures = 0
    for folder in folders:
        wrong, what = check(folder)
        failures += bool(wrong)
        print(f"{'FAIL' if wrong else 'ok  '} {folder.name}: {what} {wrong or ''}")
    sys.exit(1 if failures or not folders else 0)


if __name__ == "__main__":
    main()
