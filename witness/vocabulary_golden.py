"""Folders whose tokenizer is in older files than tokenizer.json, and the ids that transformers makes of them.

Writes, under data/src/test/resources/merit/tokenizer/folders/, one small folder a kind and golden.json with the ids of the
texts and pairs of tokenizer_golden.py. The vocabularies are learned from those texts.

Needs transformers, tokenizers and sentencepiece.
"""

import collections
import io
import json
import pathlib
import re
import unicodedata

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizer_golden import PAIRS, TEXTS
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import AutoTokenizer
from transformers.convert_slow_tokenizer import convert_slow_tokenizer

OUT = pathlib.Path(__file__).resolve().parent.parent / "data/src/test/resources/merit/tokenizer/folders"
MORE = [
    "\uff21\uff22 full width, \u2460 circled, \ufb01ne ligature, \u212b \u00bd",
    " <mask> and<mask>, [MASK] or [ MASK ]; <extra_id_3> <|endoftext|><bos><start_of_turn>user\n\n\n\n<end_of_turn>",
    "\u2581low line block\u2581\u2581twice \u2581",
    "caf\u00e9 Caf\u0065\u0301 \u00c5NGSTR\u00d6M \u0130\u0131",
    "new<tok1> tok1 <tok2><tok2> Human: x",
]
ALL = TEXTS + MORE
CORPUS = [t.replace("\n", " ") for t in ALL if t.strip()] * 2 + [
    "The service crashed because a connection leak exhausted the pool of handles.",
    "Human: how are you? Assistant: I am well, thank you.",
] * 5
CONTROLS = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
BRACKETS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
RULES = "FF21\t41\nFF22\t42\nFB01\t66 69\n9\t20\nA\t20\nD\t20\nA0\t20\n2460\t31\n"


def write(name, config, **files):
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config) + "\n")
    for file, content in files.items():
        path = folder / file.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def settings(**values):
    return json.dumps(values) + "\n"


def word_pieces(lowercase):
    text = " ".join(CORPUS).lower() if lowercase else " ".join(CORPUS)
    plain = unicodedata.normalize("NFD", text) if lowercase else text
    letters = [letter for letter, _ in common(c for c in plain if c.isalnum() or c in ".,:;?!'<>[]_")][:110]
    words = [word for word, _ in common(w for w in re.findall(r"[^\W\d_]+", plain) if len(w) > 1)][:30]
    endings = [ending for ending, _ in common(w[-2:] for w in re.findall(r"[^\W\d_]{3,}", plain))][:20]
    pieces = BRACKETS + letters + ["##" + letter for letter in letters] + words + ["##" + ending for ending in endings]
    return "".join(piece + "\n" for piece in pieces)


def common(items):
    """By count, equal ones by themselves."""
    return sorted(collections.Counter(items).items(), key=lambda item: (-item[1], item[0]))


def byte_pairs(controls):
    trainer = trainers.BpeTrainer(
        vocab_size=330, special_tokens=controls, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    merges = "#version: 0.2\n" + "".join(" ".join(merge) + "\n" for merge in model["merges"])
    return {"vocab__json": json.dumps(dict(sorted(model["vocab"].items(), key=lambda i: i[1]))), "merges__txt": merges}


def sentence_pieces(**options):
    file = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS), model_writer=file, num_threads=1, minloglevel=2, hard_vocab_limit=False, **options
    )
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(file.getvalue())
    model.ClearField("denormalizer_spec")
    model.normalizer_spec.ClearField("normalization_rule_tsv")
    return model


def unigram(**options):
    rules = OUT / "rules.tsv"
    rules.write_text(RULES)
    try:
        return sentence_pieces(model_type="unigram", vocab_size=220, normalization_rule_tsv=str(rules), **options)
    finally:
        rules.unlink()


def pairs(**options):
    return sentence_pieces(
        model_type="bpe", vocab_size=520, normalization_rule_name="identity", byte_fallback=True, split_digits=True,
        remove_extra_whitespaces=False, allow_whitespace_only_pieces=True, **options
    )


def word_piece_folders():
    write("bert-uncased", {"model_type": "bert"}, vocab__txt=word_pieces(True))
    write(
        "bert-cased",
        {"model_type": "bert"},
        vocab__txt=word_pieces(False),
        tokenizer_config__json=settings(do_lower_case=False, model_max_length=512, tokenizer_class="BertTokenizer"),
        added_tokens__json=json.dumps({"<tok1>": 275, "<tok2>": 276}),
        special_tokens_map__json=json.dumps({"sep_token": "[SEP]", "additional_special_tokens": ["<tok2>"]}),
    )
    write(
        "electra",
        {"model_type": "electra"},
        vocab__txt=word_pieces(True),
        tokenizer_config__json=settings(strip_accents=False, do_lower_case=True, tokenize_chinese_chars=False),
    )
    write(
        "distilbert",
        {"model_type": "distilbert"},
        vocab__txt=word_pieces(True),
        tokenizer_config__json=settings(tokenizer_class="DistilBertTokenizer", do_lower_case=True),
    )


def byte_level_folders():
    write("gpt2", {"model_type": "gpt2"}, **byte_pairs(["<|endoftext|>"]))
    write(
        "gpt-neo",
        {"model_type": "gpt_neo"},
        **byte_pairs(["<|endoftext|>"]),
        tokenizer_config__json=settings(add_prefix_space=True, add_bos_token=True, pad_token="<pad>"),
    )
    write("roberta", {"model_type": "roberta"}, **byte_pairs(["<s>", "<pad>", "</s>", "<unk>", "<mask>"]))
    write(
        "roberta-named",
        {"model_type": "roberta"},
        **byte_pairs(["<s>", "<pad>", "</s>", "<unk>", "<mask>"]),
        special_tokens_map__json=json.dumps(
            {"mask_token": {"content": "<mask>", "lstrip": True, "normalized": False, "rstrip": False, "single_word": False}}
        ),
        added_tokens__json=json.dumps({"<tok1>": 330}),
    )
    added = {"0": "<|endoftext|>", "330": "<tok1>", "331": "<tok2>"}
    decoder = {
        key: {"content": text, "lstrip": False, "normalized": key == "331", "rstrip": False, "single_word": False,
              "special": key != "331"}
        for key, text in added.items()
    }
    write(
        "qwen2",
        {"model_type": "qwen2"},
        **byte_pairs(["<|endoftext|>"]),
        tokenizer_config__json=settings(
            tokenizer_class="Qwen2Tokenizer", added_tokens_decoder=decoder, additional_special_tokens=["<tok1>"],
            bos_token=None, eos_token="<tok1>", pad_token="<|endoftext|>", unk_token=None, add_prefix_space=False,
        ),
    )


def unigram_folders():
    three = {"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1}
    write("t5", {"model_type": "t5"}, spiece__model=unigram(**three).SerializeToString())
    write(
        "flan-t5",
        {"model_type": "t5"},
        spiece__model=unigram(**three, user_defined_symbols=["<tok1>"]).SerializeToString(),
        tokenizer_config__json=settings(extra_ids=5, tokenizer_class="T5Tokenizer", model_max_length=512),
    )
    write("xlm-roberta", {"model_type": "xlm-roberta"}, sentencepiece__bpe__model=unigram().SerializeToString())
    brackets = {"pad_id": 0, "bos_id": 1, "eos_id": 2, "unk_id": 3, "pad_piece": "[PAD]", "bos_piece": "[CLS]",
                "eos_piece": "[SEP]", "unk_piece": "[UNK]"}
    model = unigram(**brackets)
    write(
        "deberta-v3",
        {"model_type": "deberta-v2"},
        spm__model=model.SerializeToString(),
        added_tokens__json=json.dumps({"[MASK]": len(model.pieces)}),
        tokenizer_config__json=settings(do_lower_case=False, vocab_type="spm"),
    )
    write(
        "deberta-v2",
        {"model_type": "deberta-v2"},
        spm__model=model.SerializeToString(),
        tokenizer_config__json=settings(do_lower_case=True, split_by_punct=True),
    )


def byte_fallback_folders():
    llama = pairs()
    write(
        "llama",
        {"model_type": "llama"},
        tokenizer__model=llama.SerializeToString(),
        tokenizer_config__json=settings(
            **CONTROLS, tokenizer_class="LlamaTokenizer", add_bos_token=True, add_eos_token=False, legacy=False
        ),
    )
    write(
        "llama-legacy",
        {"model_type": "llama"},
        tokenizer__model=llama.SerializeToString(),
        tokenizer_config__json=settings(
            **CONTROLS, tokenizer_class="LlamaTokenizer", add_bos_token=True, add_eos_token=True, legacy=True, pad_token="<pad>"
        ),
    )
    scored = sentence_pieces(
        model_type="unigram", vocab_size=520, normalization_rule_name="identity", byte_fallback=True,
        remove_extra_whitespaces=False,
    )
    write(
        "llama-unigram",
        {"model_type": "llama"},
        tokenizer__model=scored.SerializeToString(),
        tokenizer_config__json=settings(**CONTROLS, tokenizer_class="LlamaTokenizer", legacy=False),
    )
    gemma = pairs(pad_id=0, eos_id=1, bos_id=2, unk_id=3, bos_piece="<bos>", eos_piece="<eos>",
                  user_defined_symbols=["<mask>", "<start_of_turn>", "<end_of_turn>", "\n\n", "\u2581\u2581"])
    write(
        "gemma",
        {"model_type": "gemma"},
        tokenizer__model=gemma.SerializeToString(),
        tokenizer_config__json=settings(tokenizer_class="GemmaTokenizer", add_bos_token=True),
    )


class LlamaTokenizer:
    """What transformers' converter asks of a slow tokenizer; its own way for scored pieces, which has no class any more."""

    legacy = False
    add_prefix_space = True

    def __init__(self, folder):
        self.vocab_file = str(folder / "tokenizer.model")
        self.pieces = sentencepiece.SentencePieceProcessor(model_file=self.vocab_file)

    def convert_ids_to_tokens(self, index):
        return self.pieces.id_to_piece(index)


def golden(folder):
    if folder.name == "llama-unigram":
        fast = convert_slow_tokenizer(LlamaTokenizer(folder))
        ids = [fast.encode(text).ids for text in ALL]
        two = [ids[i] + ids[j] for i, j in PAIRS]
        return {"standing": ids, "pairs": [{"ids": both, "segments": [0] * len(both)} for both in two]}
    tokenizer = AutoTokenizer.from_pretrained(folder)
    two = tokenizer([ALL[i] for i, _ in PAIRS], [ALL[j] for _, j in PAIRS])
    none = [[0] * len(ids) for ids in two["input_ids"]]
    segments = two["token_type_ids"] if "token_type_ids" in tokenizer.model_input_names else none
    return {
        "standing": [tokenizer(t)["input_ids"] for t in ALL],
        "pairs": [{"ids": i, "segments": s} for i, s in zip(two["input_ids"], segments)],
    }


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    word_piece_folders()
    byte_level_folders()
    unigram_folders()
    byte_fallback_folders()
    names = sorted(path.name for path in OUT.iterdir() if path.is_dir())
    result = {"texts": ALL, "pairOf": PAIRS, "folders": {name: golden(OUT / name) for name in names}}
    (OUT / "golden.json").write_text(json.dumps(result, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
