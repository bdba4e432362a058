"""The masked losses of several objectives and their gradients in PyTorch, for merit.training.ObjectiveLossGoldenTest.

Run from the root of the project: python witness/objectives_golden.py
Needs torch. The masks are written out as matrices, where Merit picks the labelled outputs by index.
"""

import json
import pathlib

import torch

OUT = pathlib.Path("training/src/test/resources/merit/training/objectives_golden.json")
ROWS, OUTPUTS = 6, 3
LOSS_WEIGHTS = [1.0, 0.5, 2.0]
MARGIN_SCALE, SMOOTHING, CENTRE = 0.5, 0.1, 0.01
# chosen row, rejected row, output, probability, margin, weight
PAIRS = [(0, 1, 0, 1.0, 0.0, 1.0), (0, 1, 2, 0.8, 1.5, 1.0), (1, 0, 1, 1.0, 2.0, 0.25),
         (2, 3, 0, 1.0, 0.5, 1.0), (4, 2, 1, 0.9, 0.0, 1.0), (5, 3, 2, 1.0, 0.0, 3.0)]
# row, output, grade
GRADES = [(0, 0, 3.0), (0, 2, 1.0), (1, 0, 4.0), (2, 1, 7.0), (3, 1, 2.5), (3, 2, 6.0), (4, 0, 1.0), (5, 1, 4.0), (5, 2, 2.0)]


def preferences(outputs):
    """The mean over judgements of Bradley and Terry's loss, each times its objective's weight."""
    lead = outputs.unsqueeze(1) - outputs.unsqueeze(0)  # [chosen, rejected, outputs]
    total = outputs.unsqueeze(1) + outputs.unsqueeze(0)
    shape = (ROWS, ROWS, OUTPUTS)
    weight, probability, margin = torch.zeros(shape), torch.full(shape, 0.5), torch.zeros(shape)
    for chosen, rejected, output, p, m, w in PAIRS:
        place = chosen, rejected, output
        weight[place], probability[place], margin[place] = w, p * (1 - 2 * SMOOTHING) + SMOOTHING, m * MARGIN_SCALE
    z = lead - margin
    cost = probability * torch.nn.functional.softplus(-z) + (1 - probability) * torch.nn.functional.softplus(z)
    cost = cost + CENTRE * total ** 2
    return (cost * weight * torch.tensor(LOSS_WEIGHTS)).sum() / weight.sum()


def grades(outputs):
    """The mean over grades of the squared error in standard deviations, each times its objective's weight."""
    target, mask = torch.full((ROWS, OUTPUTS), float("nan")), torch.zeros(ROWS, OUTPUTS)
    for row, output, grade in GRADES:
        target[row, output], mask[row, output] = grade, 1.0
    for output in range(OUTPUTS):
        present = target[mask[:, output] > 0, output]
        target[:, output] = (target[:, output] - present.mean()) / present.std(unbiased=True)
    error = torch.where(mask > 0, outputs - torch.nan_to_num(target), torch.zeros(()))
    return (error ** 2 * torch.tensor(LOSS_WEIGHTS)).sum() / mask.sum()


def measured(loss, values):
    outputs = values.clone().requires_grad_(True)
    cost = loss(outputs)
    cost.backward()
    return {"loss": cost.item(), "gradient": outputs.grad.flatten().tolist()}


def main():
    torch.manual_seed(3)
    values = torch.randn(ROWS, OUTPUTS)
    golden = {
        "outputs": values.flatten().tolist(), "loss_weights": LOSS_WEIGHTS,
        "margin_scale": MARGIN_SCALE, "label_smoothing": SMOOTHING, "center_rewards_coefficient": CENTRE,
        "pairs": PAIRS, "grades": GRADES,
        "preferences": measured(preferences, values), "regression": measured(grades, values)}
    OUT.write_text(json.dumps(golden, indent=1) + "\n")


main()
