"""RewardBench 1 and 2 by their own package (rewardbench 0.1.4) on small made-up files.

Run from the project's root: python witness/reward_benchmarks.py
Writes data/src/test/resources/merit/evaluation/benchmark/golden-reward-benchmarks.json
The package's models and chat templates are not needed for its arithmetic, so they are left out of the import.
"""

import importlib.util
import json
import pathlib
import random
import sys
import types

OUT = pathlib.Path("data/src/test/resources/merit/evaluation/benchmark/golden-reward-benchmarks.json")


def hollow(name, **content):
    module = types.ModuleType(name)
    module.__dict__.update(content)
    sys.modules[name] = module
    return module


hollow("rewardbench").__path__ = list(importlib.util.find_spec("rewardbench").submodule_search_locations)
hollow("rewardbench.models", REWARD_MODEL_CONFIG={})
hollow("fastchat")
hollow("fastchat.conversation", Conversation=object)

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from datasets import Dataset  # noqa: E402
from rewardbench.constants import EXAMPLE_COUNTS, SUBSET_MAPPING  # noqa: E402
from rewardbench.utils import calculate_scores_per_section, process_single_model, reroll_and_score_dataset  # noqa: E402
from analysis.get_benchmark_results import get_average_over_rewardbench  # noqa: E402

PRIOR = ["anthropic_harmless", "anthropic_helpful", "anthropic_hhh", "mtbench_gpt4", "mtbench_human", "shp", "summarize"]


def score(dice):
    return round(dice.gauss(0, 2), 1)


def accuracies(rows):
    right = {}
    for row in rows:
        right.setdefault(row["subset"], []).append(1 if row["scores_chosen"] > row["scores_rejected"] else 0)
    return {subset: sum(all) / len(all) for subset, all in right.items()}


def first(dice):
    rows = []
    for subset in [name for names in SUBSET_MAPPING.values() for name in names]:
        for _ in range(dice.randrange(2, 6)):
            rows.append({"id": len(rows), "subset": subset, "prompt": f"Question {len(rows)}",
                         "chosen": f"right {len(rows)}", "rejected": f"wrong {len(rows)}",
                         "scores_chosen": score(dice), "scores_rejected": score(dice)})
    rows[0]["scores_chosen"] = rows[0]["scores_rejected"]
    prior = [{"subset": subset, "prompt": [{"role": "user", "content": f"{subset} {k}"}],
              "chosen": "right", "rejected": "wrong", "scores_chosen": score(dice), "scores_rejected": score(dice)}
             for subset in PRIOR for k in range(dice.randrange(2, 5))]
    grouped, before = accuracies(rows), accuracies(prior)
    sections = calculate_scores_per_section(EXAMPLE_COUNTS, SUBSET_MAPPING, grouped)
    frame = pd.DataFrame([{"model": "m", "model_type": "t", **grouped}])
    whole = get_average_over_rewardbench(frame, pd.DataFrame([{"model": "m", **before}])).iloc[0]
    other = pd.DataFrame([{"model": "another", **before}])
    alone = get_average_over_rewardbench(frame, other).iloc[0]
    return {"rows": rows, "prior": prior, "subsets": {**grouped, **before}, "sections": sections,
            "prior_sets": whole["Prior Sets (0.5 weight)"], "whole": whole["average"], "without_prior": alone["average"]}


def second(dice):
    rows = []
    for subset in ["Factuality", "Focus", "Math", "Precise IF", "Safety"]:
        for k in range(5):
            rows.append({"id": f"{subset} {k}", "subset": subset, "prompt": f"{subset} {k}", "chosen": ["a"],
                         "rejected": ["b", "c", "d"], "num_correct": 1, "total_completions": 4,
                         "scores": [score(dice) for _ in range(4)]})
    rows[0]["scores"] = [1.5, 1.5, 0.0, 1.5]
    for number in range(12):
        for form in ("ref", "tied"):
            if (form, number) == ("ref", 11):
                continue
            right = 1 if form == "ref" else dice.randrange(2, 5)
            wrong = dice.randrange(1, 5)
            good = [round(4 + dice.gauss(0, 1.0), 1) for _ in range(right)]
            if number % 4 == 0:
                good = [good[0]] * right
            rows.append({"id": f"{form}:{number}", "subset": "Ties", "prompt": f"{form} {number}",
                         "chosen": [f"r{k}" for k in range(right)], "rejected": [f"w{k}" for k in range(wrong)],
                         "num_correct": right, "total_completions": right + wrong,
                         "scores": good + [round(dice.gauss(1, 1.5), 1) for _ in range(wrong)]})
    flat = [{"id": row["id"], "subset": row["subset"], "text": str(k), "scores": value}
            for row in rows for k, value in enumerate(row["scores"])]
    rolled = reroll_and_score_dataset(Dataset.from_list(flat), [row["total_completions"] for row in rows])
    subsets = {}
    for subset in sorted({row["subset"] for row in rows} - {"Ties"}):
        results = [row["results"] for row in rolled if row["subset"] == subset]
        subsets[subset] = sum(results) / len(results)
    subsets["Ties"] = process_single_model([row for row in rows if row["subset"] == "Ties"])[1]
    return {"rows": rows, "subsets": subsets, "whole": float(np.mean(list(subsets.values())))}


def main():
    dice = random.Random(5)
    golden = {"first": first(dice), "second": second(dice)}
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(golden, indent=1, default=float) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
