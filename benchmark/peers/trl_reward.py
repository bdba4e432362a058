#!/usr/bin/env python3
"""Trains a reward model with TRL's RewardTrainer on the CPU in fp32, and scores held-out pairs after each epoch.

TRL's own defaults (learning rate 1e-4, linear decay, no warm-up, no weight decay, no dropout, its text form: prompt and
answer joined, [SEP] as the end of text), except: fp32, because this is a CPU; 16 pairs a step; at most 512 tokens, the
longest that BERT can read (TRL drops longer pairs from training); gradient checkpointing off unless asked for, since it
changes the time and not the result, and off is the faster. Held-out pairs longer than that are scored with the prompt
shortened from its start, and marked.

With --lora-r it trains an adapter by PEFT (alpha twice the rank, PEFT's own choice of maps, the head in full). A tokenizer without
[SEP] keeps its own end of text.

With --steps N it measures: it trains --untimed steps, then N timed ones, and scores nothing.

Real tokens are those that are not padding, over the rows that were processed.

Usage: trl_reward.py --train FILE --out RESULT.json [--eval FILE] [--epochs 1] [--threads 2] [--steps N --untimed 3]
       [--model FOLDER] [--lora-r 16]
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

import torch
from datasets import Dataset
from transformers import AutoModelForSequenceClassification, AutoTokenizer, TrainerCallback
from trl import RewardConfig, RewardTrainer

from rows import bundled_model, peak_resident_bytes, read_rows, row_ids


class Stopwatch(TrainerCallback):
    """Times each step from its start to its end, and counts its real tokens."""

    def __init__(self):
        self.trainer, self.steps, self.started, self.tokens = None, [], 0.0, 0

    def on_step_begin(self, *_, **__):
        self.started, self.tokens = time.perf_counter(), self.trainer._total_train_tokens

    def on_step_end(self, *_, **__):
        seconds = time.perf_counter() - self.started
        self.steps.append((seconds, self.trainer._total_train_tokens - self.tokens))


class HeldOut(TrainerCallback):
    """Scores the held-out pairs at the end of each epoch."""

    def __init__(self, rows, tokenizer, max_length):
        self.rows, self.tokenizer, self.max_length = rows, tokenizer, max_length
        self.epochs, self.seconds, self.cpu_seconds = [], 0.0, 0.0

    def on_epoch_end(self, _, state, __, model=None, **___):
        started, started_cpu = time.perf_counter(), time.process_time()
        pairs = score_pairs(model, self.tokenizer, self.rows, self.max_length)
        seconds = time.perf_counter() - started
        self.seconds += seconds
        self.cpu_seconds += time.process_time() - started_cpu
        self.epochs.append({"epoch": round(state.epoch), "score_seconds": seconds, **summary(pairs), "pairs": pairs})
        print(f"epoch {state.epoch:.0f}: accuracy {self.epochs[-1]['accuracy']:.4f}", flush=True)


def text(row, side, tokenizer):
    return row["prompt"] + row[side] + tokenizer.eos_token


def score_pairs(model, tokenizer, rows, max_length, batch=16):
    """The scores of both answers of each row, longest rows first so that padding is small."""
    texts = [text(row, side, tokenizer) for row in rows for side in ("chosen", "rejected")]
    lengths = [len(ids) for ids in tokenizer(texts)["input_ids"]]
    order = sorted(range(len(texts)), key=lambda place: -lengths[place])
    scores = [0.0] * len(texts)
    was_training = model.training
    model.eval()
    tokenizer.truncation_side = "left"
    with torch.inference_mode():
        for start in range(0, len(order), batch):
            places = order[start : start + batch]
            inputs = tokenizer(
                [texts[place] for place in places],
                padding=True, truncation=True, max_length=max_length, return_tensors="pt", return_token_type_ids=False,
            )  # fmt: skip
            for place, score in zip(places, model(**inputs).logits[:, 0].tolist()):
                scores[place] = score
    model.train(was_training)
    return [
        {
            "id": identity,
            "chosen_score": scores[2 * place],
            "rejected_score": scores[2 * place + 1],
            "truncated": max(lengths[2 * place : 2 * place + 2]) > max_length,
        }
        for place, identity in enumerate(row_ids(rows))
    ]


def summary(pairs):
    margins = [pair["chosen_score"] - pair["rejected_score"] for pair in pairs]
    kept = [margin for margin, pair in zip(margins, pairs) if not pair["truncated"]]
    return {
        "accuracy": statistics.fmean(margin > 0 for margin in margins),
        "accuracy_not_truncated": statistics.fmean(margin > 0 for margin in kept),
        "loss": torch.nn.functional.softplus(-torch.tensor(margins)).mean().item(),
        "margin": statistics.fmean(margins),
        "ties": sum(margin == 0 for margin in margins),
        "truncated": len(margins) - len(kept),
    }


def build_trainer(arguments, tokenizer, callbacks, out_folder):
    config = RewardConfig(
        output_dir=out_folder, per_device_train_batch_size=arguments.batch, max_length=arguments.max_length,
        num_train_epochs=arguments.epochs, gradient_checkpointing=arguments.gradient_checkpointing,
        max_steps=arguments.untimed + arguments.steps if arguments.steps else -1, seed=arguments.seed,
        bf16=arguments.bf16, fp16=False, use_cpu=True, report_to="none", save_strategy="no", logging_steps=1 if arguments.steps else 10,
        disable_tqdm=True, learning_rate=arguments.learning_rate,
    )  # fmt: skip
    torch.manual_seed(arguments.seed)
    model = AutoModelForSequenceClassification.from_pretrained(arguments.model, num_labels=1, dtype=torch.float32)
    adapter = None
    if arguments.lora_r:
        from peft import LoraConfig

        adapter = LoraConfig(task_type="SEQ_CLS", r=arguments.lora_r, lora_alpha=2 * arguments.lora_r, modules_to_save=["score"])
    # Only these columns: with "messages" beside them TRL takes the rows for chat.
    rows = [{side: row[side] for side in ("prompt", "chosen", "rejected")} for row in read_rows(arguments.train)]
    return RewardTrainer(
        model=model, args=config, train_dataset=Dataset.from_list(rows), processing_class=tokenizer, callbacks=callbacks,
        peft_config=adapter,
    )  # fmt: skip


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--eval", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--model", default=None, help="default: the bundled model's folder")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--batch", type=int, default=16, help="pairs a step")
    parser.add_argument("--max-length", type=int, default=512)
    parser.add_argument("--learning-rate", type=float, default=1e-4)
    parser.add_argument("--lora-r", type=int, default=0, help="rank of an adapter; 0: all weights are trained")
    parser.add_argument("--gradient-checkpointing", action="store_true")
    parser.add_argument("--bf16", action="store_true", help="torch.autocast in bf16")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--steps", type=int, default=0, help="measure so many steps instead of whole epochs")
    parser.add_argument("--untimed", type=int, default=3, help="steps before the measured ones")
    arguments = parser.parse_args()
    arguments.model = arguments.model or bundled_model()
    return arguments


def main():
    arguments = read_arguments()
    torch.set_num_threads(arguments.threads)
    tokenizer = AutoTokenizer.from_pretrained(arguments.model, model_max_length=arguments.max_length)
    tokenizer.eos_token = tokenizer.sep_token or tokenizer.eos_token
    stopwatch = Stopwatch()
    callbacks = [stopwatch]
    held_out = None
    if arguments.eval and not arguments.steps:
        held_out = HeldOut(read_rows(arguments.eval), tokenizer, arguments.max_length)
        callbacks.append(held_out)
    with tempfile.TemporaryDirectory() as folder:
        trainer = build_trainer(arguments, tokenizer, callbacks, folder)
        stopwatch.trainer = trainer
        started, started_cpu = time.perf_counter(), time.process_time()
        trainer.train()
        seconds = time.perf_counter() - started - (held_out.seconds if held_out else 0.0)
        cpu_seconds = time.process_time() - started_cpu - (held_out.cpu_seconds if held_out else 0.0)

    timed = stopwatch.steps[arguments.untimed :] if arguments.steps else stopwatch.steps
    step_seconds, tokens = sum(step[0] for step in timed), sum(step[1] for step in timed)
    result = {
        "peer": "trl RewardTrainer",
        "settings": {name: str(value) for name, value in vars(arguments).items() if name != "out"},
        "threads": torch.get_num_threads(),
        "train_pairs": len(trainer.train_dataset),
        "steps": len(timed),
        "train_seconds": seconds,
        "train_cpu_seconds": cpu_seconds,
        "step_seconds": step_seconds,
        "median_step_seconds": statistics.median(step[0] for step in timed),
        "real_tokens": tokens,
        "real_tokens_per_second": tokens / step_seconds,
        "peak_resident_bytes": peak_resident_bytes(),
        "log_history": trainer.state.log_history,
    }
    if held_out:
        last = held_out.epochs[-1]
        result |= {"accuracy": last["accuracy"], "epochs": held_out.epochs, "pairs": last["pairs"]}
    arguments.out.write_text(json.dumps(result, indent=1), "utf-8")
    rate = result["real_tokens_per_second"]
    print(f"{len(timed)} steps, {tokens} real tokens, {step_seconds:.1f} s, {rate:.0f} real tokens/s", flush=True)


if __name__ == "__main__":
    main()
