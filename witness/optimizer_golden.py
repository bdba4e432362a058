"""Learning rates of transformers' schedules, ten steps of PyTorch's optimizers and of transformers' Adafactor, and the scales of
PyTorch's GradScaler, for merit.training.ScheduleGoldenTest, merit.tensor.OptimizerGoldenTest, merit.tensor.AdafactorGoldenTest and
merit.training.LossScalerGoldenTest.

Run from the root of the project: python witness/optimizer_golden.py
Needs torch and transformers.
"""

import json
import math
import pathlib

import torch
from transformers import get_scheduler
from transformers.optimization import Adafactor

SCHEDULES = pathlib.Path("training/src/test/resources/merit/training/schedule_golden.json")
OPTIMIZERS = pathlib.Path("model/src/test/resources/merit/tensor/optimizer_golden.json")
ADAFACTOR = pathlib.Path("model/src/test/resources/merit/tensor/adafactor_golden.json")
SCALER = pathlib.Path("training/src/test/resources/merit/training/loss_scaler_golden.json")
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


def factored(shape):
    """As transformers' Trainer makes it for optim=adafactor; gradients that grow are clipped."""
    size = math.prod(shape)
    values = torch.tensor([math.cos(0.5 * k) for k in range(size)], dtype=torch.float64).float()
    weight = torch.nn.Parameter(values.reshape(shape))
    optimizer = Adafactor([weight], lr=RATE, weight_decay=DECAY, scale_parameter=False, relative_step=False)
    weights = []
    for step in range(STEPS):
        drawn = [(1 + step) * math.sin(1.7 * k + 0.9 * step) for k in range(size)]
        weight.grad = torch.tensor(drawn, dtype=torch.float64).float().reshape(shape)
        optimizer.step()
        weights.append([round(value, 8) for value in weight.flatten().tolist()])
    return {"shape": list(shape), "weights": weights}


def scales(start, interval, finite):
    """The scale after each step; the optimizer takes it, or not, with gradients that are finite, or not."""
    weight = torch.nn.Parameter(torch.zeros(2))
    optimizer = torch.optim.SGD([weight], lr=1.0)
    scaler = torch.amp.GradScaler("cpu", init_scale=start, growth_interval=interval)
    found = []
    for each in finite:
        optimizer.zero_grad()
        scaler.scale(weight.sum()).backward()
        if not each:
            weight.grad[1] = math.inf
        scaler.step(optimizer)
        scaler.update()
        found.append(scaler.get_scale())
    return {"start": start, "interval": interval, "finite": finite, "scales": found}


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
    write(ADAFACTOR, [factored(shape) for shape in ((7,), (4, 3), (2, 3, 4))])
    standard = torch.amp.GradScaler("cpu")
    some = [k % 7 not in (0, 3) for k in range(30)]
    write(SCALER, {
        "standard": {"scale": standard.get_scale(), "interval": standard.get_growth_interval()},
        "runs": [scales(65536.0, 3, some), scales(2.0**126, 2, [True] * 6)]})


if __name__ == "__main__":
    main()
