"""Losses of preferences in fp64, from the probabilities of their papers, for merit.loss.LossGoldenTest.

Run from the root of the project: python witness/loss_golden.py
Needs torch. Nothing is rearranged for stability: probabilities are multiplied and divided as the papers write them.
"""

import json
import pathlib

import torch

OUT = pathlib.Path("training/src/test/resources/merit/loss/loss_golden.json")
REWARDS = [0.3, -1.2, 0.8, 2.1, -0.4, 0.05, 1.3]
# first, second, list, probability, margin, weight
PAIRS = [(0, 1, 0, 1.0, 0.5, 1.0), (2, 0, 0, 0.7, 0.0, 2.0), (4, 3, 1, 1.0, 1.0, 0.5), (5, 6, 1, 0.5, 0.0, 1.5),
         (6, 5, 2, 0.9, 0.0, 1.0)]
# two rankings: 3 > 0 > 4, and 6 > {2, 5} > 1 with a tie, each weighing 1 over its pairs
RANKED = [(3, 0, 0), (3, 4, 0), (0, 4, 0), (6, 2, 1), (6, 5, 1), (6, 1, 1), (2, 1, 1), (5, 1, 1)]
SMOOTHING, MARGIN_SCALE, CENTRE, BOUND = 0.1, 0.8, 0.02, 1.0
TIES = -0.35  # logarithm of nu, and of theta - 1


def pairwise(won, rewards, scale=0.0, tied=None):
    total = weights = 0.0
    for first, second, _, probability, margin, weight in PAIRS:
        lead = rewards[first] - rewards[second] - scale * margin
        p = probability * (1 - 2 * SMOOTHING) + SMOOTHING
        cost = p * won(lead) + (1 - p) * won(-lead)
        if tied is not None and probability == 0.5:
            cost = tied(lead)
        cost = cost + CENTRE * (rewards[first] + rewards[second]) ** 2
        for side in (rewards[first], rewards[second]):
            cost = cost + torch.clamp(side.abs() - BOUND, min=0) ** 2
        total = total + weight * cost
        weights += weight
    return total / weights


def bradley_terry(rewards, _):
    return pairwise(lambda d: -torch.log(torch.sigmoid(d)), rewards, MARGIN_SCALE)


def hinge(rewards, _):
    return pairwise(lambda d: torch.clamp(1.5 - d, min=0), rewards, MARGIN_SCALE)


def focal(rewards, _):
    def won(d):
        p = torch.exp(d) / (1 + torch.exp(d))
        return -((1 - p) ** 1.7) * torch.log(p)
    return pairwise(won, rewards, MARGIN_SCALE)


def davidson(rewards, ties):
    nu = torch.exp(ties)

    def odds(d):
        a, b = torch.exp(d), torch.ones(())
        return a, nu * torch.sqrt(a * b), b
    return pairwise(lambda d: -torch.log(odds(d)[0] / sum(odds(d))), rewards,
                    tied=lambda d: -torch.log(odds(d)[1] / sum(odds(d))))


def rao_kupper(rewards, ties):
    theta = 1 + torch.exp(ties)

    def won(d):
        a = torch.exp(d)
        return a / (a + theta)
    return pairwise(lambda d: -torch.log(won(d)), rewards, tied=lambda d: -torch.log(1 - won(d) - won(-d)))


def plackett_luce(rewards, _):
    def log_choice(answer, others):
        worth = torch.exp(rewards)
        return torch.log(worth[answer] / (worth[answer] + sum(worth[other] for other in others)))
    first = log_choice(3, [0, 4]) + log_choice(0, [4])
    second = log_choice(6, [2, 5, 1]) + log_choice(2, [1]) + log_choice(5, [1])
    penalty = 0.0
    for lists, size in ((0, 3), (1, 5)):
        for a, b, of in RANKED:
            if of == lists:
                sides = [torch.clamp(rewards[i].abs() - BOUND, min=0) ** 2 for i in (a, b)]
                penalty = penalty + (CENTRE * (rewards[a] + rewards[b]) ** 2 + sum(sides)) / size
    return (-first - second + penalty) / 2


def main():
    cases = {}
    for loss in (bradley_terry, hinge, focal, davidson, rao_kupper, plackett_luce):
        rewards = torch.tensor(REWARDS, dtype=torch.float64, requires_grad=True)
        ties = torch.tensor(TIES, dtype=torch.float64, requires_grad=True)
        value = loss(rewards, ties)
        value.backward()
        cases[loss.__name__] = {
            "loss": round(value.item(), 9),
            "gradient": [round(g, 9) for g in rewards.grad.tolist()],
            "ties_gradient": None if ties.grad is None else round(ties.grad.item(), 9)}
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({
        "rewards": REWARDS, "pairs": PAIRS, "ranked": RANKED, "label_smoothing": SMOOTHING,
        "margin_scale": MARGIN_SCALE, "center_rewards_coefficient": CENTRE, "reward_bound": BOUND, "hinge_margin": 1.5,
        "focal_gamma": 1.7, "ties": TIES, "losses": cases}, indent=1) + "\n")


if __name__ == "__main__":
    main()
