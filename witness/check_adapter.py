#!/usr/bin/env python3
"""Checks adapters that Merit saved with PEFT: a PeftModel must repeat Merit's logits.

BASE is a Hugging Face folder of the model that was adapted. Each ADAPTER is a folder with adapter_config.json,
adapter_model.safetensors and logits.json, which holds {"ids": [[...]], "logits": [...]}: token ids of some rows and what
Merit computed of each. PEFT must find every weight that it looks for, and no other.

Usage: check_adapter.py BASE ADAPTER... [--tolerance 1e-4]
Prints one line an adapter and exits with 1 where one fails.
"""

import argparse
import json
import sys
import warnings
from pathlib import Path

import torch
from peft import PeftModel
from peft.utils.save_and_load import get_peft_model_state_dict
from safetensors.torch import load_file
from transformers import AutoModelForSequenceClassification


def difference(base, adapter):
    model = AutoModelForSequenceClassification.from_pretrained(base, dtype=torch.float32, num_labels=1)
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*adapter keys.*")
        model = PeftModel.from_pretrained(model, adapter).eval()
    wanted = get_peft_model_state_dict(model)
    stored = load_file(adapter / "adapter_model.safetensors")
    for name, values in stored.items():
        if name not in wanted or not torch.equal(wanted[name], values):
            raise ValueError(f"{name} of the file is not in the model that PEFT loaded")
    expected = json.loads((adapter / "logits.json").read_text())
    with torch.inference_mode():
        found = [model(input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, len(ids))).logits[0, 0].item()
                 for ids in expected["ids"]]
    largest = max(abs(value) for value in found)
    return max(abs(one - other) for one, other in zip(found, expected["logits"])) / largest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path)
    parser.add_argument("adapters", type=Path, nargs="+")
    parser.add_argument("--tolerance", type=float, default=1e-4)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    passed = True
    for adapter in arguments.adapters:
        try:
            worst = difference(arguments.base, adapter)
            good = worst <= arguments.tolerance
            print(f"{'ok  ' if good else 'FAIL'} {adapter.name}: largest difference {worst:.1e} of the largest logit")
        except (ValueError, UserWarning) as wrong:
            good = False
            print(f"FAIL {adapter.name}: {wrong}")
        passed &= good
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
