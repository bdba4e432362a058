#!/usr/bin/env python3
"""Checks a saved run with transformers: AutoModelForSequenceClassification must repeat Merit's scores.

TOKENS is what `benchmark/run tokens RUN --data FILE --out TOKENS` wrote: for each text the token ids and segments that
Merit read, and Merit's score; of a model with several outputs also these, as `outputs`. The model gets the same ids, so template and truncation do not enter. Where a line also
holds `first` and `second` (a text whose two segments were not truncated), the run's own tokenizer, loaded by
AutoTokenizer, must make the same ids of them; and of `messages`, by the run's chat template. With --scores FILE, the file that `merit score RUN --data FILE` wrote, the
scores in it are compared too.

Usage: check_folder.py RUN TOKENS [--scores FILE] [--tolerance 1e-4] [--threads 2]
   or: check_folder.py FOLDER ... of which each subfolder is a run with its tokens.jsonl
Prints one line a check and exits with 1 where one fails.
"""

import argparse
import json
import sys
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("tokens", type=Path, nargs="?")
    parser.add_argument("--scores", type=Path)
    parser.add_argument("--tolerance", type=float, default=1e-4)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def read_lines(path):
    with open(path, encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def score(model, text):
    forget(model)
    inputs = {"input_ids": torch.tensor([text["ids"]]), "attention_mask": torch.ones(1, len(text["ids"]), dtype=torch.long)}
    if getattr(model.config, "type_vocab_size", 0) > 1:
        inputs["token_type_ids"] = torch.tensor([text["segments"]])
    return model(**inputs).logits[0].tolist()


def batch_scores(model, texts):
    """All texts in one batch, padded on the right with the model's own padding token."""
    longest = max(len(text["ids"]) for text in texts)
    pad = model.config.pad_token_id

    def padded(key, fill):
        return torch.tensor([row + [fill] * (longest - len(row)) for row in (text[key] for text in texts)])

    inputs = {"input_ids": padded("ids", pad)}
    inputs["attention_mask"] = torch.tensor([[1] * len(text["ids"]) + [0] * (longest - len(text["ids"])) for text in texts])
    if getattr(model.config, "type_vocab_size", 0) > 1:
        inputs["token_type_ids"] = padded("segments", 0)
    return model(**inputs).logits.tolist()


def difference(found, text):
    """The largest over all outputs, of which there must be as many."""
    said = text.get("outputs", [text["score"]])
    return max(abs(a - b) for a, b in zip(found, said, strict=True))


def stretched(config):
    """Whether transformers' rotary positions depend on the longest row of the batch."""
    return (getattr(config, "rope_parameters", None) or {}).get("rope_type") == "dynamic"


def forget(model):
    """Dynamic rotary positions remember the longest row that was ever read: back to how the model was loaded."""
    for module in model.modules():
        if hasattr(module, "original_inv_freq"):
            module.register_buffer("inv_freq", module.original_inv_freq.clone(), persistent=False)
            module.max_seq_len_cached = module.original_max_seq_len


def spelt(tokenizer, text):
    """Whether a message spells out a control token."""
    return any(token in turn["content"] for turn in text["messages"] for token in tokenizer.all_special_tokens)


def written_scores(path):
    """(row number from 1, side) to score."""
    names = {"chosen": "chosen_score", "rejected": "rejected_score", "response": "score"}
    rows = enumerate(read_lines(path), 1)
    return {(number, side): row[name] for number, row in rows for side, name in names.items() if name in row}


def report(name, differences, unit, tolerance):
    worst = max(differences, default=float("nan"))
    passed = bool(differences) and worst <= tolerance
    print(f"{'ok  ' if passed else 'FAIL'} {name}: {len(differences)} {unit}, largest difference {worst:.2e}")
    return passed


def check(run, tokens, arguments):
    """Whether transformers repeats the scores of one run."""
    texts = read_lines(tokens)
    model, loading = AutoModelForSequenceClassification.from_pretrained(
        run, dtype=torch.float32, output_loading_info=True
    )
    model.eval()
    bad_names = [name for kind in ("missing_keys", "unexpected_keys", "mismatched_keys") for name in loading[kind]]
    print(f"{'FAIL' if bad_names else 'ok  '} weights: {sum(p.numel() for p in model.parameters())} parameters, {bad_names}")
    passed = not bad_names

    with torch.inference_mode():
        differences = [difference(score(model, text), text) for text in texts]
    passed &= report("scores of the same ids", differences, "texts", arguments.tolerance)

    if not stretched(model.config):
        few = texts[:8]
        with torch.inference_mode():
            differences = [difference(found, text) for found, text in zip(batch_scores(model, few), few)]
        passed &= report("scores of the same ids in one batch", differences, "texts", arguments.tolerance)

    tokenizer = AutoTokenizer.from_pretrained(run)
    whole = [text for text in texts if "first" in text]
    encoded = [tokenizer(text["first"], text.get("second"), truncation=False) for text in whole]
    unequal = [float(encoding["input_ids"] != text["ids"]) for encoding, text in zip(encoded, whole)]
    if whole:
        passed &= report("ids by AutoTokenizer", unequal, "texts that were not truncated", 0.0)
    chats = [text for text in texts if "messages" in text]
    if chats:
        # Control tokens written out in a message are text to Merit; a vocabulary of words cannot spell them.
        made = [tokenizer.apply_chat_template(text["messages"])["input_ids"] for text in chats]
        unequal = [float(ids != text["ids"]) for ids, text in zip(made, chats) if not spelt(tokenizer, text)]
        passed &= report("ids by apply_chat_template", unequal, "conversations", 0.0)
    same = float(tokenizer.pad_token_id != model.config.pad_token_id)
    passed &= report("the padding token of model and tokenizer", [same], "token", 0.0)

    if arguments.scores:
        written = written_scores(arguments.scores)
        differences = [abs(written[text["row"], text["side"]] - text["score"]) for text in texts]
        passed &= report("scores that merit score wrote", differences, "texts", arguments.tolerance)
    return passed


def main():
    arguments = read_arguments()
    torch.set_num_threads(arguments.threads)
    if arguments.tokens is not None:
        sys.exit(0 if check(arguments.run, arguments.tokens, arguments) else 1)
    passed = True
    for run in sorted(tokens.parent for tokens in arguments.run.glob("*/tokens.jsonl")):
        print(run.name)
        passed &= check(run, run / "tokens.jsonl", arguments)
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
