"""Reads what `merit train --report-to tensorboard,csv,mlflow` wrote, with the packages that people read it with, and holds it
against the run's trainer_state.json.

    python witness/check_sinks.py RUN [MLFLOW_TRACKING_URI]

Needs tensorboard and pandas; mlflow where an address is given. Prints the largest difference.
"""

import json
import pathlib
import sys

import pandas
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def logged(run):
    """{(name, step): value} of the log, as transformers names it."""
    values = {}
    for entry in json.loads((run / "trainer_state.json").read_text())["log_history"]:
        for name, value in entry.items():
            if not name.endswith("step"):
                values[name, entry["step"]] = value
    return values


def differences(wanted, found, what):
    missing, more = set(wanted) - set(found), set(found) - set(wanted)
    assert not missing and not more, f"{what}: missing {sorted(missing)[:5]}, unexpected {sorted(more)[:5]}"
    worst = max(abs(wanted[key] - found[key]) / max(1, abs(wanted[key])) for key in wanted)
    print(f"{what}: {len(wanted)} values, largest difference {worst:.1e}")


def main():
    run = pathlib.Path(sys.argv[1])
    wanted = logged(run)
    events = EventAccumulator(str(run / "tensorboard"), size_guidance={"scalars": 0})
    events.Reload()
    tags = {(("eval/" + name[5:]) if name.startswith("eval_") else "train/" + name, step): value
            for (name, step), value in wanted.items()}
    found = {(tag, event.step): event.value
             for tag in events.Tags()["scalars"] for event in events.Scalars(tag)}
    differences(tags, found, "tensorboard")
    table = {}
    for file in ("train_log.csv", "eval_log.csv"):
        if (run / file).exists():
            for row in pandas.read_csv(run / file).to_dict("records"):
                table.update({(name, int(row["step"])): value for name, value in row.items() if name != "step"})
    differences(wanted, table, "csv")
    if len(sys.argv) > 2:
        from mlflow import MlflowClient
        client = MlflowClient(sys.argv[2])
        id = json.loads((run / "mlflow.json").read_text())["run_id"]
        metrics = {(name, metric.step): metric.value
                   for name in client.get_run(id).data.metrics for metric in client.get_metric_history(id, name)}
        differences(wanted, metrics, "mlflow")
        print("mlflow: status", client.get_run(id).info.status, "with", len(client.get_run(id).data.params), "parameters")


if __name__ == "__main__":
    main()
