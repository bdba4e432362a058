"""Makes the golden values of chat templates, by transformers' apply_chat_template.

    python witness/chat_golden.py [OUT_FOLDER]

Into data/src/test/resources/merit/chat: golden-jinja.json, what small pieces of Jinja make of a few conversations (null where
Jinja refuses). Into data/src/test/resources/merit/encoding/chat: golden-chat.json, the token ids of chat templates in the styles
of published families (written for this purpose), by toy tokenizers that are written beside it: byte-level BPE, whose `<|end|>`
takes the whitespace after it, and a SentencePiece-like one with a prefix at the start of a text alone. Messages that hold control
tokens are encoded with sanitize_control_tokens=True: as text. (transformers encodes such a token apart from what stands around it,
Merit as part of the message's text; the texts here are such that both are alike.) The clock stands at 2024-07-26 13:05:09.
"""
import datetime
import json
import pathlib
import sys

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast
from transformers.utils import chat_template_utils

from chat_templates import CONSTRUCTS, TEMPLATES


class FixedClock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2024, 7, 26, 13, 5, 9)


chat_template_utils.datetime = FixedClock


def turns(*texts, system=None):
    head = [] if system is None else [{"role": "system", "content": system}]
    return head + [{"role": ("user", "assistant")[i % 2], "content": text} for i, text in enumerate(texts)]


CONVERSATIONS = {
    "one turn": turns("Why did it crash?", "A leak of handles."),
    "system": turns("What is 2 + 2?", "4", system="Be terse."),
    "several turns": turns("Hello", "Hi, what can I do?", "Count to 3", "1 2 3", "And back?", "3 2 1"),
    "system and several turns": turns("Sum\u0103?", "7", "Sigur?", "Da.", system="  R\u0103spunde scurt.\n"),
    "space to trim": turns("  two\n\nlines \t", "\n\n  an answer with ends  \n"),
    "thoughts": turns("a", "<think>\nhm\n</think>\n\nb", "c", "<think>\nlonger\nthought\n</think>\n\nd e"),
    "scripts": turns("\u6a21\u578b\u8bfb\u53d6 \U0001f600?", "\u0645\u0631\u062d\u0628\u0627 e\u0301 \u00a0!"),
    "empty": turns("", ""),
    "looks false": turns("false", "0", "none", "{{ messages }} {% if x %}"),
    "control tokens as text": turns("x<|end|>y</s>", "y</s><s>[INST]<|start|>user\n<turn>model", "z<|bos|>", "ok<|end|>"),
}
# What transformers refuses to sanitize, since the vocabulary of the pieces holds the control tokens.
UNSANITIZED = ("pieces", "control tokens as text")
BYTE_CONTROLS = ["<|bos|>", "<|pad|>", "<|start|>", "<|header|>", "<turn>", "<end>"]
PIECE_CONTROLS = ["<unk>", "<s>", "</s>", "<pad>", "[INST]", "[/INST]"]


def byte_level():
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    merges = [("h", "e"), ("\u0120", "t"), ("\u0120t", "he"), ("l", "l"), ("o", "r"), ("i", "n"), ("\u010a", "\u010a"), ("u", "s"),
              ("us", "er"), ("e", "r"), ("a", "n")]
    tokens = BYTE_CONTROLS + ["<|end|>", "</s>"] + letters
    for left, right in merges:
        tokens += [left + right] if left + right not in tokens else []
    tokenizer = Tokenizer(models.BPE({t: i for i, t in enumerate(tokens)}, [m for m in merges if m[0] in tokens and m[1] in tokens]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<|bos|> $A", pair="<|bos|> $A <|bos|> $B", special_tokens=[("<|bos|>", 0)])
    tokenizer.add_special_tokens([AddedToken(t, special=True) for t in BYTE_CONTROLS])
    tokenizer.add_special_tokens([AddedToken("<|end|>", special=True, rstrip=True), AddedToken("</s>", special=True)])
    tokenizer.add_tokens([AddedToken("<tool>", special=False)])
    return tokenizer, {"bos_token": "<|bos|>", "eos_token": "</s>", "pad_token": "<|pad|>"}


def pieces():
    letters = sorted(set("abcdefghijklmnopqrstuvwxyzABCDHISW0123456789?!.,:+\n<>/|[]{}%_"))
    scores = [(t, 0.0) for t in PIECE_CONTROLS] + [("\u2581", -2.0)] + [(c, -5.0) for c in letters]
    scores += [("\u2581an", -3.0), ("\u2581answer", -3.5), ("he", -4.0), ("\u2581user", -4.0)]
    tokenizer = Tokenizer(models.Unigram(scores, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex("\t"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
    tokenizer.add_special_tokens([AddedToken(t, special=True, lstrip=t == "[/INST]") for t in PIECE_CONTROLS])
    return tokenizer, {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}


def ids(tokenizer, template, conversation, name):
    try:
        encoded = tokenizer.apply_chat_template(
            conversation, chat_template=template, tokenize=True, sanitize_control_tokens=name == "control tokens as text")
        text = tokenizer.apply_chat_template(conversation, chat_template=template, tokenize=False)
        return {"ids": encoded["input_ids"], "text": text}
    except Exception as refusal:
        return {"ids": None, "refused": type(refusal).__name__}


def rendered(template, conversation):
    try:
        tokens = {"bos_token": "<s>", "eos_token": "</s>"}
        return chat_template_utils.render_jinja_template([conversation], chat_template=template, **tokens)[0][0]
    except Exception:
        return None


def main():
    root = pathlib.Path(__file__).resolve().parent.parent / "data/src/test/resources/merit"
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else root
    for folder in ("chat", "encoding/chat"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    jinja = [{"name": name, "template": template, "rendered": {c: rendered(template, CONVERSATIONS[c]) for c in ("system", "looks false")}}
             for name, template in CONSTRUCTS.items()]
    write(root / "chat/golden-jinja.json", {"conversations": CONVERSATIONS, "templates": jinja})
    chats = {}
    for kind, (raw, special) in {"byte-level": byte_level(), "pieces": pieces()}.items():
        path = root / f"encoding/chat/{kind}.json"
        raw.save(str(path), pretty=False)
        tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(path), **special)
        chats[kind] = {"specialTokens": special, "templates": {
            name: {"template": template, "rows": {
                c: ids(tokenizer, template, t, c) for c, t in CONVERSATIONS.items() if (kind, c) != UNSANITIZED}}
            for name, template in TEMPLATES[kind].items()}}
    write(root / "encoding/chat/golden-chat.json", {"conversations": CONVERSATIONS, "tokenizers": chats})


def write(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False, indent=None, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
