#!/usr/bin/env python3
"""A reward model behind HTTP as one writes it in an afternoon: FastAPI, transformers, one request one forward pass.

POST /score {"prompt", "response"} gives {"score": number}; GET /health answers once the model is loaded. fp32 on the CPU.

Usage: fastapi_server.py FOLDER --port 8100 [--threads 2] [--max-length 512]
"""

import argparse

import torch
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from transformers import AutoModelForSequenceClassification, AutoTokenizer


class Row(BaseModel):
    prompt: str
    response: str


def application(folder, max_length):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval()
    app = FastAPI()

    @app.post("/score")
    def score(row: Row):
        inputs = tokenizer(row.prompt, row.response, truncation=True, max_length=max_length, return_tensors="pt")
        with torch.inference_mode():
            return {"score": model(**inputs).logits[0, 0].item()}

    @app.get("/health")
    def health():
        return {"status": "ok"}

    return app


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--max-length", type=int, default=512)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    uvicorn.run(
        application(arguments.folder, arguments.max_length), host="127.0.0.1", port=arguments.port, log_level="warning")


if __name__ == "__main__":
    main()
