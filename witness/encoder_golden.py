"""Golden values of the encoder families and their classifiers, computed by transformers and PyTorch.

Writes under model/src/test/resources/merit/rewardmodel/encoders/:
  TOKENIZER/tokenizer.json, tokenizer_config.json   toy tokenizers of each kind
  NAME.json     for each configuration below: config.json, the classifier's weights by name and shape, rows of ids with hidden
                states and logits, the pairwise loss with its gradients, logits after ten AdamW steps, and texts with the ids
                that AutoTokenizer gives them and their logits

The weights are not stored: they follow from name and position, see weight(), which the test repeats. Reference values are
computed in double precision. Needs torch, transformers and tokenizers.

    python witness/encoder_golden.py [NAME...]
"""

import json
import math
import pathlib
import sys
import zlib

import numpy
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    BertTokenizer,
    DebertaV2Tokenizer,
    DistilBertTokenizer,
    PreTrainedTokenizerFast,
    RobertaTokenizer,
    T5Tokenizer,
    XLMRobertaTokenizer,
)

OUT = pathlib.Path(__file__).parent.parent / "model/src/test/resources/merit/rewardmodel/encoders"
LENGTHS = [3, 12, 7, 17, 5, 9, 2, 14]
STEPS, RATE, DECAY = 10, 1e-3, 0.01
BIASES = ("classifier.bias", "classifier.out_proj.bias", "classification_head.out_proj.bias")
SAMPLE = 24

TEXTS = [
    ("Why did the service crash?", None),
    ("Why did the service crash?", "A leak, of course \U0001f600"),
    ("[CLS] text with [SEP] controls <s> and </s> in it", None),
    ("the the the the the the the the the the the the the the the the the the the the the the the the the the", None),
    ("short", "the the the the the the the the the the the the the the the the the the the the the the the the"),
    ("the the the the the the the the the the the the the the the the the", "a a a a a a a a a a a a a a a a a a"),
    ("мир 日本語 مرحبا", ""),
    ("", None),
    ("one [SEP] two", "three </s> four"),
]

SMALL = dict(vocab_size=150, num_labels=1, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
SIZES = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=37, max_position_embeddings=40)
WIDE = dict(hidden_size=48, num_hidden_layers=2, num_attention_heads=3, intermediate_size=40, max_position_embeddings=36)

CONFIGS = {
    "bert-reward": ("bert", "wordpiece", dict(SMALL, **SIZES)),
    "bert-three-labels": (
        "bert", "wordpiece", dict(SMALL, **WIDE, hidden_act="gelu_new", type_vocab_size=3, layer_norm_eps=1e-5, num_labels=3)),
    "distilbert-reward": (
        "distilbert", "wordpiece-distil",
        dict(vocab_size=150, num_labels=1, dim=32, n_layers=2, n_heads=4, hidden_dim=37, max_position_embeddings=40)),
    "distilbert-sinusoidal": (
        "distilbert", "wordpiece-distil",
        dict(vocab_size=150, num_labels=2, dim=48, n_layers=2, n_heads=6, hidden_dim=40, max_position_embeddings=36,
             sinusoidal_pos_embds=True, activation="relu")),
    "roberta-reward": (
        "roberta", "bytelevel", dict(SMALL, **{**SIZES, "max_position_embeddings": 42}, type_vocab_size=1,
                                     layer_norm_eps=1e-5, vocab_size=290)),
    "roberta-four-labels": (
        "roberta", "bytelevel", dict(SMALL, **WIDE, type_vocab_size=2, hidden_act="relu", num_labels=4, vocab_size=290,
                                     pad_token_id=3)),
    "xlm-roberta-reward": (
        "xlm-roberta", "unigram", dict(SMALL, **SIZES, type_vocab_size=1, layer_norm_eps=1e-5)),
    "xlm-roberta-three-labels": (
        "xlm-roberta", "unigram", dict(SMALL, **WIDE, type_vocab_size=1, hidden_act="gelu_fast", num_labels=3)),
    "electra-reward": ("electra", "wordpiece", dict(SMALL, **SIZES, embedding_size=16)),
    "electra-two-labels": (
        "electra", "wordpiece", dict(SMALL, **WIDE, embedding_size=48, hidden_act="silu", num_labels=2)),
    "deberta-v3-reward": (
        "deberta-v2", "unigram-deberta",
        dict(SMALL, **SIZES, type_vocab_size=0, relative_attention=True, position_buckets=8, max_relative_positions=-1,
             share_att_key=True, pos_att_type="p2c|c2p", norm_rel_ebd="layer_norm", position_biased_input=False,
             pooler_dropout=0, pooler_hidden_act="gelu")),
    "deberta-v2-conv": (
        "deberta-v2", "unigram-deberta",
        dict(SMALL, **WIDE, type_vocab_size=2, relative_attention=True, max_relative_positions=6, share_att_key=False,
             pos_att_type=["c2p", "p2c"], position_biased_input=True, conv_kernel_size=3, conv_act="gelu", embedding_size=16,
             num_labels=3, pooler_hidden_act="tanh")),
    "deberta-v2-c2p": (
        "deberta-v2", "unigram-deberta",
        dict(SMALL, **SIZES, relative_attention=True, position_buckets=4, pos_att_type=["c2p"], norm_rel_ebd="layer_norm",
             conv_kernel_size=3, conv_groups=2, num_labels=2)),
    "deberta-v2-absolute": (
        "deberta-v2", "unigram-deberta", dict(SMALL, **SIZES, relative_attention=False, pos_att_type=["c2p"])),
    "modernbert-reward": (
        "modernbert", "bytelevel-modern",
        dict(vocab_size=290, num_labels=1, **{**SIZES, "num_hidden_layers": 4}, local_attention=6, pad_token_id=1,
             bos_token_id=0, eos_token_id=2, cls_token_id=0, sep_token_id=2)),
    "modernbert-mean": (
        "modernbert", "bytelevel-modern",
        dict(vocab_size=290, num_labels=3, **WIDE, local_attention=4, global_attn_every_n_layers=2, norm_bias=True, mlp_bias=True,
             attention_bias=True, classifier_bias=True, classifier_pooling="mean", classifier_activation="silu",
             hidden_activation="silu", global_rope_theta=50000.0, local_rope_theta=500.0, pad_token_id=1, bos_token_id=0,
             eos_token_id=2, cls_token_id=0, sep_token_id=2, norm_eps=1e-6)),
    "t5-reward": (
        "t5", "unigram-t5",
        dict(vocab_size=150, num_labels=1, d_model=32, num_layers=2, num_heads=4, d_kv=8, d_ff=37, dropout_rate=0.0,
             relative_attention_num_buckets=8, relative_attention_max_distance=12, decoder_start_token_id=0)),
    "flan-t5-three-labels": (
        "t5", "unigram-t5",
        dict(vocab_size=150, num_labels=3, d_model=48, num_layers=3, num_decoder_layers=2, num_heads=5, d_kv=6, d_ff=40,
             dropout_rate=0.0, feed_forward_proj="gated-gelu", tie_word_embeddings=False, layer_norm_epsilon=1e-5,
             decoder_start_token_id=0)),
}


def weight(name, shape):
    """Uniform in -s to s from a hash of name and position; norms around 1."""
    count = math.prod(shape)
    x = (numpy.arange(1, count + 1, dtype=numpy.uint64) * 0x9E3779B1 + zlib.crc32(name.encode())) & 0xFFFFFFFF
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        x = x ^ (x >> numpy.uint64(shift))
        x = (x * numpy.uint64(factor)) & numpy.uint64(0xFFFFFFFF)
    x = x ^ (x >> numpy.uint64(16))
    uniform = x.astype(numpy.float64) / 2**31 - 1
    norm = "norm" in name.lower() and name.endswith(".weight")
    values = 1 + 0.25 * uniform if norm else 0.25 * uniform
    return torch.tensor(values.astype(numpy.float32)).reshape(shape)


def pieces():
    words = "the a service leak course why did short one two three four text with controls of and in it cr ##ash ##s".split()
    letters = "abcdefghijklmnopqrstuvwxyz?,.!"
    return words + list(letters) + ["##" + letter for letter in letters[:26]]


def tokenizers():
    controls = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    wordpiece = {piece: i for i, piece in enumerate(controls + pieces())}
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    bytelevel = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"] + letters
    merges = [("h", "e"), ("\u0120", "t"), ("\u0120t", "he"), ("l", "e"), ("a", "s"), ("\u0120", "a")]
    bytelevel += [a + b for a, b in merges]
    vocabulary = {piece: i for i, piece in enumerate(bytelevel)}
    scores = [("\u2581" + word, -3.0) for word in "the a service leak short one two".split()]
    scores += [(letter, -6.0) for letter in "\u2581abcdefghijklmnopqrstuvwxyzWA?,.[]</>SEPCL"]
    modern = Tokenizer(models.BPE(vocabulary, merges))
    modern.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    modern.post_processor = processors.TemplateProcessing(
        single="<s>:0 $A:0 </s>:0", pair="<s>:0 $A:0 </s>:0 $B:0 </s>:0", special_tokens=[("<s>", 0), ("</s>", 2)])
    return {
        "wordpiece": BertTokenizer(wordpiece, model_max_length=32),
        "wordpiece-distil": DistilBertTokenizer(wordpiece, model_max_length=32),
        "bytelevel": RobertaTokenizer(vocabulary, merges, model_max_length=32),
        "bytelevel-modern": PreTrainedTokenizerFast(
            tokenizer_object=modern, cls_token="<s>", sep_token="</s>", pad_token="<pad>", unk_token="<unk>",
            mask_token="<mask>", model_max_length=32, model_input_names=["input_ids", "attention_mask"]),
        "unigram": XLMRobertaTokenizer(
            [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)] + scores + [("<mask>", 0.0)], model_max_length=32),
        "unigram-deberta": DebertaV2Tokenizer(
            [("[PAD]", 0.0), ("[CLS]", 0.0), ("[SEP]", 0.0), ("[UNK]", 0.0)] + scores + [("[MASK]", 0.0)], model_max_length=32),
        "unigram-t5": T5Tokenizer(
            [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)] + scores + [(f"<extra_id_{i}>", 0.0) for i in (2, 1, 0)],
            extra_ids=3, model_max_length=32),
    }


def rounded(values):
    return [float(f"{value:.8g}") for value in torch.as_tensor(values).detach().flatten().tolist()]


def build(kind, settings):
    config = AutoConfig.for_model(kind, **settings)
    torch.manual_seed(0)
    kernel = "sdpa" if kind == "modernbert" else "eager"  # eager makes no number of padding in double precision there
    model = AutoModelForSequenceClassification.from_config(config, attn_implementation=kernel)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(weight(name, parameter.shape))
    shapes = {name: list(parameter.shape) for name, parameter in model.named_parameters()}
    return model.double().eval(), shapes


def rows(model):
    """Ids with padding, mask and segments; the fourth row holds padding tokens as text."""
    config = model.config
    pad = config.pad_token_id
    generator = torch.Generator().manual_seed(5)
    ids = torch.randint(5, 60, (len(LENGTHS), max(LENGTHS)), generator=generator)
    ids[3, 4] = ids[3, 9] = pad
    mask = torch.tensor([[1] * n + [0] * (max(LENGTHS) - n) for n in LENGTHS])
    ids = torch.where(mask == 1, ids, torch.tensor(pad))
    if config.model_type == "t5":  # whose head reads the last end token
        ids[range(len(LENGTHS)), [n - 1 for n in LENGTHS]] = config.eos_token_id
    inputs = {"input_ids": ids, "attention_mask": mask}
    if getattr(config, "type_vocab_size", 0) > 1 and config.model_type != "roberta":
        inputs["token_type_ids"] = ((torch.arange(max(LENGTHS))[None, :] >= 4).long() * mask) % config.type_vocab_size
    return inputs


def pairwise(logits):
    rewards = logits[:, 0]
    return torch.nn.functional.softplus(rewards[4:] - rewards[:4]).mean()


def training(model, inputs):
    bias = [p for n, p in model.named_parameters() if n in BIASES]
    for parameter in bias:
        parameter.requires_grad_(False)
    loss = pairwise(model(**inputs).logits)
    loss.backward()
    gradients = {}
    for name, parameter in model.named_parameters():
        if parameter.grad is not None:
            flat = parameter.grad.flatten()
            stride = max(1, len(flat) // SAMPLE)
            gradients[name] = {"norm": float(f"{flat.norm().item():.8g}"), "sample": rounded(flat[::stride][:SAMPLE])}
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=DECAY)
    for _ in range(STEPS):
        optimizer.zero_grad()
        pairwise(model(**inputs).logits).backward()
        optimizer.step()
    return {"loss": rounded(loss)[0], "gradients": gradients, "stepped": rounded(model(**inputs).logits)}


def texts(model, folder):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    found = []
    for first, second in TEXTS:
        for limit in (32, 11):
            seconds = None if second is None else [second]
            inputs = tokenizer([first], seconds, truncation=True, max_length=limit, return_tensors="pt")
            with torch.no_grad():
                logits = model(**inputs).logits
            found.append({"text": first, "pair": second, "max_length": limit, "ids": inputs["input_ids"][0].tolist(),
                          "logits": rounded(logits)})
    return found


def golden(kind, tokenizer, settings):
    model, shapes = build(kind, settings)
    inputs = rows(model)
    with torch.no_grad():
        output = model(**inputs, output_hidden_states=False)
        decoded = {"decoder_input_ids": model._shift_right(inputs["input_ids"])} if kind == "t5" else {}
        states = model.base_model(**inputs, **decoded)
        hidden = states.last_hidden_state
    mask = inputs["attention_mask"]
    values = {
        "tokenizer": tokenizer,
        "config": json.loads(model.config.to_json_string()),
        "weights": shapes,
        "rows": [{"ids": ids[:n].tolist(), "segments": segments[:n].tolist()} for ids, segments, n in
                 zip(inputs["input_ids"], inputs.get("token_type_ids", torch.zeros_like(mask)), LENGTHS)],
        "hidden": rounded(hidden[:4][mask[:4] == 1]),
        "logits": rounded(output.logits),
        "texts": texts(model, OUT / tokenizer),
    }
    if kind == "t5":
        values["encoded"] = rounded(states.encoder_last_hidden_state[:4][mask[:4] == 1])
    values.update(training(model, inputs))
    return values


def write(path, values):
    text = json.dumps(values, ensure_ascii=False)
    path.write_text(text.replace('}, "', '},\n"').replace('], "', '],\n"') + "\n", encoding="utf-8")


def main():
    torch.set_num_threads(1)
    OUT.mkdir(parents=True, exist_ok=True)
    for name, tokenizer in tokenizers().items():
        tokenizer.save_pretrained(OUT / name)
    for name, (kind, tokenizer, settings) in CONFIGS.items():
        if len(sys.argv) == 1 or name in sys.argv[1:]:
            write(OUT / f"{name}.json", golden(kind, tokenizer, settings))


if __name__ == "__main__":
    main()
