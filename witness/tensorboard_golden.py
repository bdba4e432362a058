"""An event file as TensorBoard's own writer makes it, for merit.training.sink.EventFileTest.

Run from the root of the project: python witness/tensorboard_golden.py
Needs tensorboard (and no TensorFlow).
"""

import io
import pathlib

from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.record_writer import RecordWriter

OUT = pathlib.Path("training/src/test/resources/merit/training/sink/events.golden")


def main():
    buffer = io.BytesIO()
    buffer.close = lambda: None
    writer = RecordWriter(buffer)
    start = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
    values = [("train/loss", 0.6931), ("eval/accuracy", 0.75), ("train/learning_rate", 5e-05)]
    summary = summary_pb2.Summary(
        value=[summary_pb2.Summary.Value(tag=tag, simple_value=value) for tag, value in values])
    for event in (
            event_pb2.Event(wall_time=1763770000.25, file_version="brain.Event:2"),
            event_pb2.Event(wall_time=1763770001.5, step=300, session_log=start),
            event_pb2.Event(wall_time=1763770002.75, step=1_000_000, summary=summary)):
        writer.write(event.SerializeToString())
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_bytes(buffer.getvalue())


if __name__ == "__main__":
    main()
