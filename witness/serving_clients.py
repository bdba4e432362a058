"""Real clients, unmodified, against a running `merit serve RUN`: do they read what it answers, and are the scores those of /score?

    merit serve RUN --port 8000 &
    python witness/serving_clients.py http://localhost:8000 MODEL

Needs cohere, litellm and requests. Prints the largest difference of each client; exits with 1 above 1e-5.
"""

import math
import sys

import cohere
import litellm
import requests

QUERY = "Why did the service crash?"
DOCUMENTS = ["A connection leak exhausted the pool.", "Aliens.", "The log shows 500 open handles, then a timeout.", ""]


def expected(url):
    rows = [{"prompt": QUERY, "response": document} for document in DOCUMENTS]
    answer = requests.post(f"{url}/score", json={"rows": rows}, timeout=60)
    answer.raise_for_status()
    return [row["score"] for row in answer.json()["rows"]]


def with_cohere(url, model):
    client = cohere.ClientV2(api_key="none", base_url=url)
    answer = client.rerank(model=model, query=QUERY, documents=DOCUMENTS)
    assert answer.meta.billed_units.search_units == 1
    return {result.index: result.relevance_score for result in answer.results}


def with_litellm_cohere(url, model):
    answer = litellm.rerank(
        model=f"cohere/{model}", query=QUERY, documents=DOCUMENTS, api_base=f"{url}/v2/rerank", api_key="none")
    return {result["index"]: result["relevance_score"] for result in answer.results}


def with_litellm_vllm(url, model):
    answer = litellm.rerank(
        model=f"hosted_vllm/{model}", query=QUERY, documents=DOCUMENTS, api_base=url, api_key="none")
    return {result["index"]: result["relevance_score"] for result in answer.results}


def with_litellm_tei(url, model):
    """This client asks for raw_scores: false by itself, and so gets a sigmoid."""
    answer = litellm.rerank(
        model=f"huggingface/{model}", query=QUERY, documents=DOCUMENTS, api_base=url, api_key="none")
    return {result["index"]: math.log(result["relevance_score"] / (1 - result["relevance_score"])) for result in answer.results}


def with_trl_reward(url, model):
    def reward(prompts, completions, **kwargs):
        rows = [{"prompt": p, "response": c} for p, c in zip(prompts, completions)]
        answer = requests.post(f"{url}/score", json={"rows": rows, "model": model}, timeout=60)
        answer.raise_for_status()
        return [row["score"] for row in answer.json()["rows"]]

    return dict(enumerate(reward([QUERY] * len(DOCUMENTS), DOCUMENTS)))


def main():
    url, model = sys.argv[1:]
    scores = expected(url)
    failed = False
    for client in (with_cohere, with_litellm_cohere, with_litellm_vllm, with_litellm_tei, with_trl_reward):
        found = client(url, model)
        worst = max(abs(found[i] - scores[i]) / max(1, abs(scores[i])) for i in range(len(scores)))
        failed |= worst > 1e-5
        print(f"{client.__name__:20} {len(found)} scores, largest difference {worst:.1e}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
