"""Golden values of the decoders, computed by transformers and PyTorch.

For each configuration below, writes under model/src/test/resources/merit/backbone/decoders/NAME/ a random checkpoint
(config.json, model.safetensors in bf16) and golden.safetensors:
  ids, lengths      eight rows, padded with 0; four pairs of chosen (even) and rejected (odd)
  hidden            last hidden states, all rows one after the other
  logits            of the family's ...ForSequenceClassification
  loss              the mean of -logsigmoid(chosen - rejected)
  gradient.NAME     every STRIDEth value of the loss's gradient
  trained           logits after ten steps of AdamW on that loss

Each row is computed by itself, in fp32, so that nothing depends on padding or on company.
Needs torch, transformers and safetensors. Run from anywhere; running it again changes nothing.
"""

import json
import pathlib
import shutil
import sys

import torch
from safetensors.torch import save_file
from transformers import (
    AutoModelForSequenceClassification,
    GemmaConfig,
    GPT2Config,
    GPTJConfig,
    GPTNeoConfig,
    LlamaConfig,
    MistralConfig,
    Qwen2Config,
    Qwen3Config,
)

OUT = pathlib.Path(__file__).parent.parent / "model/src/test/resources/merit/backbone/decoders"
LENGTHS = [1, 6, 11, 16, 4, 13, 7, 9]
STEPS, RATE, DECAY, STRIDE = 10, 3e-3, 0.01, 7
SIZES = dict(vocab_size=48, hidden_size=32, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4,
             max_position_embeddings=32, num_labels=1, pad_token_id=0, bos_token_id=1, eos_token_id=2)
GPT = dict(vocab_size=48, n_embd=32, n_layer=2, n_head=4, n_positions=32, num_labels=1, pad_token_id=0, bos_token_id=1,
           eos_token_id=2, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0)
NEO = dict(vocab_size=48, hidden_size=32, num_layers=2, num_heads=4, max_position_embeddings=32, window_size=5,
           attention_types=[[["global", "local"], 1]], num_labels=1, pad_token_id=0, bos_token_id=1, eos_token_id=2,
           classifier_dropout=0.0)


def sized(**changes):
    return {**SIZES, **changes}


def rope(kind, **values):
    return {"rope_type": kind, "rope_theta": 500.0, **values}


CONFIGS = {
    "llama": LlamaConfig(**sized(num_key_value_heads=2)),
    "llama-llama3": LlamaConfig(**sized(
        num_key_value_heads=1, num_hidden_layers=3, attention_bias=True, mlp_bias=True, head_dim=12, hidden_act="gelu",
        rms_norm_eps=1e-3, rope_parameters=rope("llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                                                original_max_position_embeddings=16))),
    "llama-linear": LlamaConfig(**sized(rope_parameters=rope("linear", factor=2.5))),
    "llama-dynamic": LlamaConfig(**sized(max_position_embeddings=8, rope_parameters=rope("dynamic", factor=3.0))),
    "llama-yarn": LlamaConfig(**sized(
        num_key_value_heads=2, pad_token_id=None,
        rope_parameters=rope("yarn", factor=4.0, original_max_position_embeddings=8, beta_fast=4.0, beta_slow=0.5))),
    "mistral": MistralConfig(**sized(num_key_value_heads=2, sliding_window=5)),
    "mistral-whole": MistralConfig(**sized(
        num_key_value_heads=4, sliding_window=None, head_dim=10, hidden_act="gelu_new",
        rope_parameters=rope("yarn", factor=2.0, original_max_position_embeddings=16, attention_factor=0.7,
                             truncate=False))),
    "qwen2": Qwen2Config(**sized(num_key_value_heads=2)),
    "qwen2-windows": Qwen2Config(**sized(
        num_key_value_heads=1, num_hidden_layers=3, use_sliding_window=True, sliding_window=4, max_window_layers=1,
        hidden_act="relu2",
        rope_parameters=rope("yarn", factor=4.0, original_max_position_embeddings=8, mscale=0.8, mscale_all_dim=0.5))),
    "qwen3": Qwen3Config(**sized(num_key_value_heads=2, head_dim=16)),
    "qwen3-windows": Qwen3Config(**sized(
        num_key_value_heads=4, head_dim=8, attention_bias=True, use_sliding_window=True, sliding_window=3,
        layer_types=["sliding_attention", "full_attention"])),
    "gemma": GemmaConfig(**sized(num_key_value_heads=1, head_dim=16)),
    "gemma-biased": GemmaConfig(**sized(num_key_value_heads=4, head_dim=6, attention_bias=True, hidden_act="gelu")),
    "gpt2": GPT2Config(**GPT),
    "gpt2-scaled": GPT2Config(**{**GPT, "n_layer": 3, "pad_token_id": None}, n_inner=24, scale_attn_by_inverse_layer_idx=True,
                              activation_function="quick_gelu", layer_norm_epsilon=1e-3),
    "gpt2-unscaled": GPT2Config(**{**GPT, "n_head": 1}, scale_attn_weights=False, reorder_and_upcast_attn=True,
                                activation_function="tanh"),
    "gpt-neo": GPTNeoConfig(**NEO),
    "gpt-neo-local": GPTNeoConfig(**{**NEO, "num_layers": 3, "window_size": 3,
                                     "attention_types": [[["local"], 1], [["global", "local"], 1]]}, intermediate_size=20,
                                  activation_function="relu"),
    "gptj": GPTJConfig(**{**GPT, "rotary_dim": 4}),
    "gptj-whole": GPTJConfig(**{**GPT, "rotary_dim": 16, "n_head": 2}, n_inner=24, activation_function="gelu",
                             layer_norm_epsilon=1e-3),
}

# Files as older versions of transformers, and people, wrote them: keys to change in config.json.
OLD = {
    "llama-linear": {"rope_parameters": None, "rope_theta": 500.0, "rope_scaling": {"type": "linear", "factor": 2.5},
                     "head_dim": None, "num_key_value_heads": None},
    "llama-dynamic": {"rope_parameters": None, "rope_theta": 500.0, "rope_scaling": {"type": "dynamic", "factor": 3.0}},
    "qwen2-windows": {"layer_types": None},
    "gemma-biased": {"hidden_act": "gelu"},
    "gpt-neo-local": {"attention_layers": None},
}


def shaken(model):
    """Random biases and norms too, in values that bf16 holds exactly."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            scale = 0.5 if name == "score.weight" else 0.25
            parameter.add_(torch.randn_like(parameter) * scale)
            parameter.copy_(parameter.to(torch.bfloat16).float())
    return model.eval()


def save(model, name):
    folder = OUT / name
    model.save_pretrained(folder)
    for generated in folder.glob("generation_config.json"):
        generated.unlink()
    config = json.loads((folder / "config.json").read_text())
    for key, value in OLD.get(name, {}).items():
        if value is None:
            config.pop(key, None)
        else:
            config[key] = value
    config.pop("transformers_version", None)
    (folder / "config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")
    weights = {key: value.to(torch.bfloat16).contiguous() for key, value in model.state_dict().items()}
    save_file(weights, folder / "model.safetensors", {"format": "pt"})


def forget(model):
    """Dynamic rotary positions remember the longest row that was ever read: back to how the model was loaded."""
    for module in model.modules():
        if hasattr(module, "original_inv_freq"):
            module.register_buffer("inv_freq", module.original_inv_freq.clone(), persistent=False)
            module.max_seq_len_cached = module.original_max_seq_len


def rows(vocabulary):
    drawn = torch.Generator().manual_seed(20261122)
    ids = [torch.randint(3, vocabulary, (1, length), generator=drawn) for length in LENGTHS]
    ids[3][0, 8] = 2  # an end of text in the middle
    ids[4][0, -1] = 2  # and at the end
    return ids


def logits(model, ids, hidden=None):
    values = []
    for row in ids:
        forget(model)
        output = model(input_ids=row, output_hidden_states=True)
        values.append(output.logits[0, 0])
        if hidden is not None:
            hidden.append(output.hidden_states[-1][0].detach())
    return torch.stack(values)


def loss_of(values):
    return -torch.nn.functional.logsigmoid(values[0::2] - values[1::2]).mean()


def golden(name, config):
    torch.manual_seed(20261121)
    config._attn_implementation = "eager"
    save(shaken(AutoModelForSequenceClassification.from_config(config)), name)
    model = AutoModelForSequenceClassification.from_pretrained(
        OUT / name, dtype=torch.float32, attn_implementation="eager")
    ids = rows(config.vocab_size)
    hidden = []
    values = logits(model, ids, hidden)
    loss = loss_of(values)
    loss.backward()
    longest = max(LENGTHS)
    found = {
        "ids": torch.stack([torch.nn.functional.pad(row[0], (0, longest - row.shape[1])) for row in ids]),
        "lengths": torch.tensor(LENGTHS),
        "hidden": torch.cat(hidden),
        "logits": values.detach(),
        "loss": loss.detach().reshape(1),
    }
    for key, parameter in model.named_parameters():
        found["gradient." + key] = parameter.grad.flatten()[::STRIDE].clone()
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=DECAY)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss_of(logits(model, ids)).backward()
        optimizer.step()
    found["trained"] = logits(model, ids).detach()
    save_file({key: value.contiguous() for key, value in found.items()}, OUT / name / "golden.safetensors")
    print(f"{name}: loss {found['loss'].item():.4f}, logits {values.tolist()[:3]}, trained {found['trained'].tolist()[:3]}")


if __name__ == "__main__":
    torch.set_num_threads(1)
    wanted = sys.argv[1:] or list(CONFIGS)
    for wanted_name in wanted:
        shutil.rmtree(OUT / wanted_name, ignore_errors=True)
        golden(wanted_name, CONFIGS[wanted_name])
