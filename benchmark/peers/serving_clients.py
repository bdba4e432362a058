#!/usr/bin/env python3
"""Clients that others wrote, unmodified, against a running merit serve: do they read its answers, and are the scores those of /score?

    merit serve RUN &
    serving_clients.py [--url http://localhost:8000]

The run has one output. OpenRLHF's remote reward call and Hugging Face's text classification send texts as they stand, so that they are
compared with /score of such texts. Prints each client with its version and its largest difference; exits with 1 above 1e-5.
benchmark/peers/setup.sh --clients makes the environment.
"""

import argparse
import asyncio
import importlib.metadata
import math
import os
import sys

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # it would fetch a list of prices

import cohere
import litellm
import requests
from huggingface_hub import InferenceClient
from openai import OpenAI
from openrlhf.utils.agent import SingleTurnAgentExecutor

QUERY = "Why did the service crash?"
DOCUMENTS = ["A connection leak exhausted the pool.", "Aliens.", "The log shows 500 open handles, then a timeout.", ""]
STANDING = [f"{QUERY} {document}" for document in DOCUMENTS]
WHOLE = [f"[CLS] {QUERY} [SEP] {document} [SEP]" for document in DOCUMENTS]
NEED = 1e-5


def scored(url, rows):
    answer = requests.post(f"{url}/score", json={"rows": rows}, timeout=60)
    answer.raise_for_status()
    return [row["score"] for row in answer.json()["rows"]]


def of_pairs(url):
    return scored(url, [{"prompt": QUERY, "response": document} for document in DOCUMENTS])


def of_standing_texts(url):
    return scored(url, [{"text": text} for text in STANDING])


def of_whole_texts(url):
    return scored(url, [{"text": text, "add_special_tokens": False} for text in WHOLE])


def with_cohere(url, model):
    answer = cohere.ClientV2(api_key="none", base_url=url).rerank(model=model, query=QUERY, documents=DOCUMENTS)
    return {result.index: result.relevance_score for result in answer.results}


def with_cohere_v1(url, model):
    answer = cohere.Client(api_key="none", base_url=url).rerank(model=model, query=QUERY, documents=DOCUMENTS)
    return {result.index: result.relevance_score for result in answer.results}


def reranked_by_litellm(model, base, **more):
    answer = litellm.rerank(model=model, query=QUERY, documents=DOCUMENTS, api_base=base, api_key="none", **more)
    return {result["index"]: result["relevance_score"] for result in answer.results}


def with_litellm_cohere(url, model):
    return reranked_by_litellm(f"cohere/{model}", f"{url}/v2/rerank")


def with_litellm_jina(url, model):
    return reranked_by_litellm(f"jina_ai/{model}", f"{url}/v1/rerank")


def with_litellm_infinity(url, model):
    """Documents that come back are texts in Infinity's shape, and records with a text in that of all others."""
    return reranked_by_litellm(f"infinity/{model}", url, return_documents=False)


def with_litellm_vllm(url, model):
    return reranked_by_litellm(f"hosted_vllm/{model}", url)


def with_litellm_tei(url, model):
    """This client asks for raw_scores: false by itself, and so gets a sigmoid."""
    scores = reranked_by_litellm(f"huggingface/{model}", url)
    return {index: math.log(score / (1 - score)) for index, score in scores.items()}


def with_openai(url, model):
    client = OpenAI(base_url=f"{url}/v1", api_key="none")
    assert model in [served.id for served in client.models.list()]
    found = {}
    for index, document in enumerate(DOCUMENTS):
        messages = [{"role": "user", "content": QUERY}, {"role": "assistant", "content": document}]
        answer = client.chat.completions.create(model=model, messages=messages)
        found[index] = answer.choices[0].logprobs.content[0].logprob
    return found


def with_huggingface_hub(url, model):
    """A lone text's classes come in a list, of which this client takes the first: that of a reward model is its only one."""
    client = InferenceClient(model=f"{url}/predict")
    return {index: client.text_classification(text).score for index, text in enumerate(STANDING)}


def with_openrlhf(url, model):
    executor = SingleTurnAgentExecutor(f"{url}/get_reward")
    call = executor._fetch_rewards_via_http(WHOLE, [QUERY] * len(WHOLE), [""] * len(WHOLE))
    answer = asyncio.run(call)[0]
    assert answer["scores"] == answer["rewards"] and answer["extra_logs"] == {}
    return dict(enumerate(answer["rewards"]))


# client: its package, the route that it speaks to, what it is compared with
CLIENTS = {
    with_cohere: ("cohere", "/v2/rerank", of_pairs),
    with_cohere_v1: ("cohere", "/v1/rerank", of_pairs),
    with_litellm_cohere: ("litellm", "/v2/rerank", of_pairs),
    with_litellm_jina: ("litellm", "/v1/rerank", of_pairs),
    with_litellm_infinity: ("litellm", "/rerank", of_pairs),
    with_litellm_vllm: ("litellm", "/v1/rerank", of_pairs),
    with_litellm_tei: ("litellm", "/rerank", of_pairs),
    with_openai: ("openai", "/v1/chat/completions", of_pairs),
    with_huggingface_hub: ("huggingface_hub", "/predict", of_standing_texts),
    with_openrlhf: ("openrlhf", "/get_reward", of_whole_texts),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://localhost:8000")
    url = parser.parse_args().url
    model = requests.get(f"{url}/v1/models", timeout=60).json()["data"][0]["id"]
    failed = False
    for client, (package, route, expected) in CLIENTS.items():
        scores = expected(url)
        found = client(url, model)
        worst = max(abs(found[i] - scores[i]) / max(1, abs(scores[i])) for i in range(len(scores)))
        failed |= not worst <= NEED
        version = importlib.metadata.version(package)
        print(f"{client.__name__[5:]:18} {version:9} {route:21} {len(found)} scores, largest difference {worst:.1e}")
    print("FAIL" if failed else "ok")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
