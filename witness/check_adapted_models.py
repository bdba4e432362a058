#!/usr/bin/env python3
"""Checks the adapter folders of reward models that Merit saved with PEFT.

FOLDER holds one saved model a folder, each with tokens.jsonl: rows of ids and segments with Merit's score. Tests write it:

    MERIT_SAVED_MODELS=FOLDER mvn test -pl model -am -Dtest=AdaptedModelTest -Dsurefire.failIfNoSpecifiedTests=false
    python witness/check_adapted_models.py FOLDER
    python witness/check_encoders.py FOLDER

With head.safetensors in it, PEFT reads the adapter onto AutoModel, and the head is computed here, as merit.json names its
pooling; else PEFT reads all of it onto AutoModelForSequenceClassification. Either way PEFT must find every weight it looks for,
and no other, and the scores must be Merit's. Exits with 1 where one fails. The second command checks the merged models.
"""

import json
import sys
import warnings
from pathlib import Path

import heads
import torch
from peft import PeftModel
from peft.utils.save_and_load import get_peft_model_state_dict
from safetensors.torch import load_file
from transformers import AutoModel, AutoModelForSequenceClassification
from transformers.utils.logging import disable_progress_bar, set_verbosity_error

TOLERANCE = 1e-4


def load(adapter, bare):
    base = json.loads((adapter / "adapter_config.json").read_text())["base_model_name_or_path"]
    model = AutoModel.from_pretrained(base, dtype=torch.float32) if bare else \
        AutoModelForSequenceClassification.from_pretrained(base, dtype=torch.float32, num_labels=1)
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*adapter keys.*")
        model = PeftModel.from_pretrained(model, adapter).eval()
    wanted = get_peft_model_state_dict(model)
    stored = load_file(adapter / "adapter_model.safetensors")
    for name, values in stored.items():
        if name not in wanted or not torch.equal(wanted[name], values):
            raise ValueError(f"{name} of the file is not in the model that PEFT loaded")
    return model


def score(model, row, head):
    inputs = {"input_ids": torch.tensor([row["ids"]]), "attention_mask": torch.ones(1, len(row["ids"]), dtype=torch.long)}
    if getattr(model.config, "type_vocab_size", 0) > 1 and model.config.model_type != "roberta":
        inputs["token_type_ids"] = torch.tensor([row["segments"]])
    output = model(**inputs)
    if head is None:
        return output.logits.item()
    return head(output.last_hidden_state[0]).item()


def check(folder):
    adapter = folder / "adapter"
    head = heads.read(adapter) if (adapter / "head.safetensors").exists() else None
    model = load(adapter, head is not None)
    rows = [json.loads(line) for line in (folder / "tokens.jsonl").read_text().splitlines()]
    with torch.inference_mode():
        worst = max(abs(score(model, row, head) - row["score"]) for row in rows)
    kind = "backbone" if head is not None else "whole"
    print(f"{'ok  ' if worst <= TOLERANCE else 'FAIL'} {folder.name}: {kind}, {len(rows)} scores differ by at most {worst:.1e}")
    return worst <= TOLERANCE


def main():
    disable_progress_bar()
    set_verbosity_error()
    torch.set_num_threads(1)
    folders = sorted(tokens.parent for tokens in Path(sys.argv[1]).glob("*/tokens.jsonl"))
    results = [check(folder) for folder in folders if (folder / "adapter").exists()]
    sys.exit(0 if results and all(results) else 1)


if __name__ == "__main__":
    main()
