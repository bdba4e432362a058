"""Golden values of adapters, computed by PEFT, transformers and PyTorch.

For each case below, writes under model/src/test/resources/merit/adapter/NAME/ the adapter as PEFT saves it
(adapter_config.json, adapter_model.safetensors) and golden.safetensors:
  ids, lengths      eight rows, padded with 0; four pairs of chosen (even) and rejected (odd)
  hidden            last hidden states with the adapter, all rows one after the other
  logits            of the ...ForSequenceClassification with the adapter
  loss              the mean of -logsigmoid(chosen - rejected)
  gradient.NAME     the loss's gradient, by the names of adapter_model.safetensors
  trained           logits after ten steps of AdamW on that loss
  merged.NAME       every STRIDEth value of each weight into which the adapter was merged, by the base's names
(of the cases in READ_ALONE the states, the logits and what is merged alone)
The bases are the random checkpoints of backbone_golden.py and decoder_golden.py.

Each row is computed by itself, in fp32 and without dropout. Needs torch, transformers, peft and safetensors. Run from
anywhere; running it again changes nothing.
"""

import json
import pathlib
import shutil
import sys

import torch
from peft import LoraConfig, PeftModel, TaskType, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForSequenceClassification

RESOURCES = pathlib.Path(__file__).parent.parent / "model/src/test/resources/merit"
OUT = RESOURCES / "adapter"
BASES = {
    "bert": RESOURCES / "backbone/tiny-bert-classifier",
    "gpt2": RESOURCES / "backbone/decoders/gpt2",
    "llama": RESOURCES / "backbone/decoders/llama",
}
LENGTHS = [1, 6, 11, 16, 4, 13, 7, 9]
STEPS, RATE, DECAY, STRIDE = 10, 3e-3, 0.01, 5

CASES = {
    "bert-lora": dict(r=4, lora_alpha=6),
    "bert-rslora": dict(r=3, lora_alpha=5, use_rslora=True, target_modules="all-linear", bias="lora_only",
                        modules_to_save=["pooler"]),
    "bert-dora": dict(r=2, lora_alpha=8, use_dora=True, bias="all",
                      target_modules=r".*attention\.(self\.(query|key)|output\.dense)"),
    "gpt2-lora": dict(r=4, lora_alpha=8, lora_dropout=0.1),
    "gpt2-dora": dict(r=4, lora_alpha=4, use_dora=True, target_modules=["c_attn", "mlp.c_proj"], bias="lora_only"),
    "llama-lora": dict(r=8, lora_alpha=16, target_modules="all-linear"),
    "llama-dora": dict(r=3, lora_alpha=5, use_dora=True, use_rslora=True,
                       target_modules=["q_proj", "v_proj", "model.layers.1.mlp.down_proj"]),
}
# Those that reach into the head, which Merit reads but trains in full: states, logits and what is merged alone.
READ_ALONE = {
    "bert-all-linear": dict(r=2, lora_alpha=3, target_modules="all-linear", bias="lora_only"),
    "bert-all-linear-dora": dict(r=2, lora_alpha=3, target_modules="all-linear", use_dora=True, use_rslora=True),
}
CASES |= READ_ALONE


def base(name):
    folder = BASES[name.split("-")[0]]
    model = AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    model.name_or_path = model.config._name_or_path = ""
    return model.eval()


def saved_name(name):
    """The name in adapter_model.safetensors of a parameter of a PeftModel."""
    return (name.replace(".modules_to_save.default", "").replace("lora_magnitude_vector.default.weight",
                                                                "lora_magnitude_vector").replace(".default", ""))


def shaken(model):
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.add_(torch.randn_like(parameter) * 0.2)
    return model


def save(model, name):
    folder = OUT / name
    model.save_pretrained(folder)
    for other in folder.iterdir():
        if other.name not in ("adapter_config.json", "adapter_model.safetensors"):
            other.unlink()
    config = json.loads((folder / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = name.split("-")[0]
    for key, value in config.items():
        if key in ("target_modules", "modules_to_save") and isinstance(value, list):
            config[key] = sorted(value)
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")


def rows(vocabulary):
    drawn = torch.Generator().manual_seed(20261123)
    return [torch.randint(3, vocabulary, (1, length), generator=drawn) for length in LENGTHS]


def logits(model, ids, hidden=None):
    values = []
    for row in ids:
        output = model(input_ids=row, attention_mask=torch.ones_like(row), output_hidden_states=True)
        values.append(output.logits[0, 0])
        if hidden is not None:
            hidden.append(output.hidden_states[-1][0].detach())
    return torch.stack(values)


def loss_of(values):
    return -torch.nn.functional.logsigmoid(values[0::2] - values[1::2]).mean()


def golden(name, settings):
    torch.manual_seed(20261124)
    config = LoraConfig(task_type=TaskType.SEQ_CLS, **settings)
    save(shaken(get_peft_model(base(name), config)), name)
    model = PeftModel.from_pretrained(base(name), OUT / name, is_trainable=True).eval()
    ids = rows(model.config.vocab_size)
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
    trained = {saved_name(key): value for key, value in model.named_parameters() if value.requires_grad}
    stored = load_file(OUT / name / "adapter_model.safetensors")
    print(f"{name}: trained {len(trained)}, stored {len(stored)}, only stored {sorted(set(stored) - set(trained))[:4]},"
          f" only trained {sorted(set(trained) - set(stored))[:4]}")
    for key, parameter in trained.items():
        if parameter.grad is not None:
            found["gradient." + key] = parameter.grad.clone()
    merging = PeftModel.from_pretrained(base(name), OUT / name).eval()
    before = base(name).state_dict()
    merged = merging.merge_and_unload()
    for key, value in merged.state_dict().items():
        if key.endswith(".weight") and not torch.equal(value, before[key]):
            found["merged." + key] = value.flatten()[::STRIDE].clone()
    difference = (logits(merged, ids) - values).abs().max().item()
    if name in READ_ALONE:
        found = {key: value for key, value in found.items() if not key.startswith("gradient.") and key != "loss"}
        save_file({key: value.contiguous() for key, value in found.items()}, OUT / name / "golden.safetensors")
        print(f"  logits {values.tolist()[:3]}, merged differs by {difference:.1e}")
        return
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=RATE, betas=(0.9, 0.999),
                                  eps=1e-8, weight_decay=DECAY)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss_of(logits(model, ids)).backward()
        optimizer.step()
    found["trained"] = logits(model, ids).detach()
    save_file({key: value.contiguous() for key, value in found.items()}, OUT / name / "golden.safetensors")
    print(f"  loss {loss.item():.4f}, logits {values.tolist()[:3]}, trained {found['trained'].tolist()[:3]},"
          f" merged differs by {difference:.1e}")


if __name__ == "__main__":
    torch.set_num_threads(1)
    wanted = sys.argv[1:] or list(CASES)
    for wanted_name in wanted:
        shutil.rmtree(OUT / wanted_name, ignore_errors=True)
        golden(wanted_name, CASES[wanted_name])
