"""The head of a folder whose head Merit keeps in a file of its own, computed as merit.json describes it."""

import json

import torch
from safetensors.torch import load_file


def pooled(states, pooling):
    """[tokens, hidden] to [hidden]."""
    if pooling == "mean":
        return torch.nn.functional.layer_norm(states.mean(0), states.shape[1:], eps=1e-12)
    return states[0] if pooling in ("first", "pooler") else states[-1]


def read(folder):
    """A function of a row's hidden states, [tokens, hidden], that gives the row's outputs."""
    manifest = json.loads((folder / "merit.json").read_text())
    weights = load_file(folder / "head.safetensors")
    layers = {name.removesuffix(".weight") for name in weights if name.endswith(".weight")}
    dense = [layer for layer in layers if weights[f"{layer}.weight"].shape[0] == weights[f"{layer}.weight"].shape[1]]
    bent = manifest["head"].get("kind") == "hidden" or manifest["pooling"] == "pooler"
    if len(dense) != bent or len(layers) != 1 + bent:
        raise ValueError(f"{folder}: found layers {sorted(layers)}, need a projection{' and a dense layer' if bent else ''}")

    def apply(layer, features):
        return torch.nn.functional.linear(features, weights[f"{layer}.weight"], weights.get(f"{layer}.bias"))

    def outputs(states):
        features = pooled(states, manifest["pooling"])
        for layer in dense:
            features = apply(layer, features).tanh()
        (projection,) = layers.difference(dense)
        return apply(projection, features)

    return outputs
