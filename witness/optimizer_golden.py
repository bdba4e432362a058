"""Learning rates of transformers' schedules and ten steps of PyTorch's optimizers, for merit.training.ScheduleGoldenTest and
merit.tensor.OptimizerGoldenTest.

Run from the root of the project: python witness/optimizer_golden.py
Needs torch and transformers.
"""

import json
import math
import pathlib

import torch
from transformers import get_scheduler

SCHEDULES = pathlib.Path("training/src/test/resources/merit/training/schedule_golden.json")
OPTIMIZERS = pathlib.Path("model/src/test/resources/merit/tensor/optimizer_golden.json")
STEPS, RATE, DECAY, SIZE = 10, 0.05, 0.1, 6


def schedule(name, warmup, total):
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=1.0)
    scheduler = get_scheduler(name, optimizer, num_warmup_steps=warmup, num_training_steps=total)
    factors = []
    for _ in range(total + 1):
        factors.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return {"type": name, "warmup": warmup, "total": total, "factors": factors}


def gradient(step):
    return torch.tensor([math.sin(1.7 * k + 0.9 * step) for k in range(SIZE)], dtype=torch.float64).float()


def optimized(name, optimizer_class, **settings):
    weight = torch.nn.Parameter(torch.tensor([math.cos(0.5 * k) for k in range(SIZE)], dtype=torch.float64).float())
    optimizer = optimizer_class([weight], lr=RATE, weight_decay=DECAY, **settings)
    weights = []
    for step in range(STEPS):
        weight.grad = gradient(step)
        optimizer.step()
        weights.append([round(value, 8) for value in weight.tolist()])
    return {"optim": name, "weights": weights}


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n")


def main():
    torch.set_num_threads(1)
    write(SCHEDULES, [schedule(name, warmup, total)
                      for name in ("linear", "cosine", "constant_with_warmup")
                      for warmup, total in ((0, 12), (3, 20), (12, 12))])
    write(OPTIMIZERS, [
        optimized("adamw", torch.optim.AdamW, betas=(0.9, 0.999), eps=1e-8, foreach=False),
        optimized("adam", torch.optim.Adam, betas=(0.9, 0.999), eps=1e-8, foreach=False),
        optimized("sgd", torch.optim.SGD, momentum=0.9, foreach=False)])


if __name__ == "__main__":
    main()
