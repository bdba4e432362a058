"""Ten training steps of PyTorch and transformers on a tiny BERT, for merit.training.TrainingGoldenTest.

With its own pooler, and with the same two layers on the mean over all tokens or on the last one.

Run from the root of the project: python witness/training_golden.py
Needs torch and transformers. Weights are a sine of their position, as in the test's TinyBert.
"""

import json
import math
import pathlib

import torch
from transformers import BertConfig, BertForSequenceClassification, get_linear_schedule_with_warmup

OUT = pathlib.Path("training/src/test/resources/merit/training/training_golden.json")
PAIRS = [(f"w{p} w{p + 3}", f"w{2 * p} w{p + 11} w{p + 20}", f"w{3 * p} w{p + 7}") for p in range(8)]
STEPS, WARMUP, RATE, HEAD_RATE, DECAY, CLIP, CENTRE = 10, 3, 2e-3, 1e-2, 0.1, 0.5, 0.01


def values(name, shape):
    count = math.prod(shape)
    base = 1.0 if name.endswith("LayerNorm.weight") else 0.0
    flat = [base + 0.2 * math.sin(0.37 * k + len(name)) for k in range(count)]
    return torch.tensor(flat, dtype=torch.float64).float().reshape(shape)


def ids(text):
    return [5 + int(word[1:]) for word in text.split()]


def batch(rows):
    longest = max(len(a) + len(b) for a, b in rows) + 3
    built = {"input_ids": [], "token_type_ids": [], "attention_mask": []}
    for a, b in rows:
        tokens = [2, *a, 3, *b, 3]
        padding = longest - len(tokens)
        built["input_ids"].append(tokens + [0] * padding)
        built["token_type_ids"].append([0] * (len(a) + 2) + [1] * (len(b) + 1) + [0] * padding)
        built["attention_mask"].append([1] * len(tokens) + [0] * padding)
    return {key: torch.tensor(value) for key, value in built.items()}


def logits(model, rows, reading):
    if reading == "pooler":
        return model(**rows).logits.squeeze(-1)
    states, mask = model.bert(**rows).last_hidden_state, rows["attention_mask"]
    if reading == "mean":
        mean = (states * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
        read = torch.nn.functional.layer_norm(mean, mean.shape[1:], eps=1e-12)
    else:
        read = states[torch.arange(len(states)), mask.sum(1) - 1]
    return model.classifier(model.bert.pooler.dense(read).tanh()).squeeze(-1)


def steps(reading):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    config = BertConfig(
        vocab_size=45, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64, type_vocab_size=2, hidden_act="gelu", layer_norm_eps=1e-12, num_labels=1,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, pad_token_id=0)
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(values(name.removeprefix("bert."), parameter.shape))
    head = {name for name, _ in model.named_parameters() if name.startswith(("classifier", "bert.pooler"))}
    groups = []
    for of_head in (False, True):
        for decayed in (True, False):
            members = [p for n, p in model.named_parameters() if (n in head) == of_head and (p.dim() > 1) == decayed]
            groups.append({"params": members, "lr": HEAD_RATE if of_head else RATE,
                           "weight_decay": DECAY if decayed else 0.0})
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.999), eps=1e-8)
    schedule = get_linear_schedule_with_warmup(optimizer, WARMUP, STEPS)
    chosen = batch([(ids(p), ids(c)) for p, c, _ in PAIRS])
    rejected = batch([(ids(p), ids(r)) for p, _, r in PAIRS])
    log = []
    for _ in range(STEPS):
        first = logits(model, chosen, reading)
        second = logits(model, rejected, reading)
        loss = torch.nn.functional.softplus(second - first).mean() + CENTRE * ((first + second) ** 2).mean()
        rate = schedule.get_last_lr()[0]
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        schedule.step()
        log.append({"loss": round(loss.item(), 7), "grad_norm": round(norm.item(), 6),
                    "learning_rate": round(rate, 10), "margin": round((first - second).mean().item(), 7)})
    return log


def main():
    OUT.parent.mkdir(parents=True, exist_ok=True)
    pairs = [{"prompt": p, "chosen": c, "rejected": r} for p, c, r in PAIRS]
    logs = {reading: steps(reading) for reading in ("pooler", "mean", "last")}
    OUT.write_text(json.dumps({"pairs": pairs, "steps": logs}, indent=1) + "\n")


if __name__ == "__main__":
    main()
