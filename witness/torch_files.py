"""Files of torch.save for the reader's tests, and the values that torch reads in them.

Writes, under model/src/test/resources/merit/tensor/torch/: kinds.bin and kinds.json (every type, and every way in which a
tensor may lie in its storage), folder/ (tiny-bert-classifier's weights as pytorch_model.bin), shards/ (the same in two files
with their index), and files that must be refused: runs.bin (its pickle runs a command), mixed.bin, array.bin.
state.bin is a module's own state dictionary, with the versions that PyTorch notes in it.

Needs torch, numpy and safetensors.
"""

import json
import os
import pathlib

import numpy
import torch
from safetensors.torch import load_file

ROOT = pathlib.Path(__file__).parent.parent / "model/src/test/resources/merit"
OUT = ROOT / "tensor/torch"


class Runs:
    def __reduce__(self):
        return os.system, ("echo a file was run",)


def kinds():
    torch.manual_seed(4)
    base = torch.randn(4, 6)
    shared = torch.arange(24.0)
    module = torch.nn.Linear(3, 2)
    return {
        "fp32": base,
        "fp16": base.half(),
        "bf16": base.bfloat16(),
        "fp64": base.double(),
        "int64": torch.arange(-3, 5),
        "int32": torch.arange(-3, 5, dtype=torch.int32),
        "int16": torch.arange(-3, 5, dtype=torch.int16),
        "int8": torch.arange(-3, 5, dtype=torch.int8),
        "uint8": torch.arange(250, 256, dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
        "transposed": base.t(),
        "transposed-half": base.bfloat16().t(),
        "part": shared[5:17].view(3, 4),
        "columns": shared.view(4, 6)[1:, 2:5],
        "tied": shared,
        "expanded": torch.arange(3.0).view(1, 3).expand(2, 3),
        "steps": shared[1::7],
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 4),
        "large id": torch.tensor([2**40, -(2**40)]),
        "parameter": module.weight,
    }


def folder():
    weights = load_file(ROOT / "backbone/tiny-bert-classifier/model.safetensors")
    (OUT / "folder").mkdir(parents=True, exist_ok=True)
    torch.save(weights, OUT / "folder/pytorch_model.bin")
    (OUT / "shards").mkdir(parents=True, exist_ok=True)
    names = sorted(weights)
    files = ["pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin"]
    where = {name: files[i * 2 // len(names)] for i, name in enumerate(names)}
    for file in files:
        torch.save({name: weights[name] for name in names if where[name] == file}, OUT / "shards" / file)
    size = sum(tensor.nbytes for tensor in weights.values())
    index = {"metadata": {"total_size": size}, "weight_map": where}
    (OUT / "shards/pytorch_model.bin.index.json").write_text(json.dumps(index, indent=1) + "\n")


def main():
    folder()
    torch.save(kinds(), OUT / "kinds.bin")
    read = torch.load(OUT / "kinds.bin", weights_only=True)
    values = {name: {"shape": list(t.shape), "values": t.double().flatten().tolist()} for name, t in read.items()}
    (OUT / "kinds.json").write_text(json.dumps(values) + "\n")
    weight = torch.arange(6.0).view(2, 3)
    torch.save({"weight": weight, "runs": Runs()}, OUT / "runs.bin")
    torch.save({"weight": weight, "epochs": [3]}, OUT / "mixed.bin")
    torch.save({"weight": weight, "best": numpy.float64(0.5)}, OUT / "array.bin")
    torch.save(torch.nn.Linear(3, 2).state_dict(), OUT / "state.bin")


if __name__ == "__main__":
    main()
