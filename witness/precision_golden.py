"""Golden values of backbones whose linear maps multiply in bf16, computed by transformers and PyTorch.

For the tiny BERT of backbone_golden.py and the tiny LLaMA and GPT-2 of decoder_golden.py, with every linear map below the head
computing as under torch.autocast (input, weight and bias rounded to bf16, the product back to fp32) and all else in fp32, writes
model/src/test/resources/merit/backbone/bf16/NAME.safetensors with the names of those scripts' golden files, states once more
after ten steps of AdamW, and how far bf16 took them from fp32. Decoders compute each row by itself.
  hidden            last hidden states
  loss, gradient.*  of a loss, and every STRIDEth value of its gradient
  trained           states after ten steps of AdamW on it
  drift             the largest difference of "hidden" from fp32

Needs torch, transformers and safetensors. Run from anywhere; running it again on a like processor changes nothing.
"""

import torch
from safetensors.torch import load_file, save_file
from torch.nn.functional import linear
from transformers import AutoModelForSequenceClassification, BertModel
from transformers.models.bert.modeling_bert import BertSelfAttention
from transformers.pytorch_utils import Conv1D

import backbone_golden
import decoder_golden

OUT = backbone_golden.OUT / "bf16"
STEPS, RATE, DECAY, STRIDE = 10, 3e-3, 0.01, 7


def product(states, weight, bias):
    return linear(states.bfloat16(), weight.bfloat16(), None if bias is None else bias.bfloat16()).float()


def lowered(model):
    def alone(module):
        return lambda states: product(
            states, module.weight.t() if isinstance(module, Conv1D) else module.weight, module.bias)

    for name, module in model.named_modules():
        if isinstance(module, (torch.nn.Linear, Conv1D)) and name != "score":
            module.forward = alone(module)
    for module in model.modules():
        if isinstance(module, BertSelfAttention):
            stack(module.query, module.key, module.value)


def stack(*maps):
    """Maps of one input as one product, whose gradient by the input is so rounded once. They are asked in this order."""
    parts = []

    def first(states):
        weight, bias = torch.cat([each.weight for each in maps]), torch.cat([each.bias for each in maps])
        parts[:] = product(states, weight, bias).split([each.out_features for each in maps], -1)
        return parts.pop(0)

    maps[0].forward = first
    for each in maps[1:]:
        each.forward = lambda states: parts.pop(0)


def written(name, model, inputs, states, loss_of):
    """states() gives all hidden states, loss_of() the loss, both of a forward pass as the model is now."""
    with torch.no_grad():
        plain = states()
    lowered(model)
    with torch.no_grad():
        hidden = states()
    loss = loss_of()
    loss.backward()
    found = dict(inputs, hidden=hidden, loss=loss.detach().reshape(1),
                 drift=(hidden - plain).abs().max().reshape(1))
    for key, parameter in model.named_parameters():
        if parameter.grad is not None:
            found["gradient." + key] = parameter.grad.flatten()[::STRIDE].clone()
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=DECAY)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss_of().backward()
        optimizer.step()
    with torch.no_grad():
        found["trained"] = states()
    OUT.mkdir(parents=True, exist_ok=True)
    save_file({key: value.contiguous() for key, value in found.items()}, OUT / f"{name}.safetensors")
    print(f"{name}: drift {found['drift'].item():.1e} of {hidden.abs().max().item():.2f}, loss {loss.item():.4f}")


def decoder(name):
    model = AutoModelForSequenceClassification.from_pretrained(
        decoder_golden.OUT / name, dtype=torch.float32, attn_implementation="eager")
    ids = decoder_golden.rows(model.config.vocab_size)
    width = max(decoder_golden.LENGTHS)
    inputs = {"ids": torch.stack([torch.nn.functional.pad(row[0], (0, width - row.shape[1])) for row in ids]),
              "lengths": torch.tensor(decoder_golden.LENGTHS)}

    def states():
        hidden = []
        decoder_golden.logits(model, ids, hidden)
        return torch.cat(hidden)

    written(name, model, inputs, states, lambda: decoder_golden.loss_of(decoder_golden.logits(model, ids)))


def bert():
    model = BertModel.from_pretrained(backbone_golden.OUT / "tiny-bert", attn_implementation="eager").eval()
    golden = load_file(backbone_golden.OUT / "tiny-golden.safetensors")
    inputs = {key: golden[key] for key in ("ids", "segments", "lengths", "probe")}
    mask = (torch.arange(golden["ids"].shape[1])[None] < golden["lengths"][:, None]).long()

    def states():
        output = model(input_ids=golden["ids"], token_type_ids=golden["segments"], attention_mask=mask)
        return output.last_hidden_state * mask[..., None]

    written("bert", model, inputs, states, lambda: (states() * golden["probe"]).sum())


if __name__ == "__main__":
    torch.set_num_threads(1)
    bert()
    decoder("llama")
    decoder("gpt2")
