#!/usr/bin/env bash
# Makes the Python environment of the peers, outside the repository.
#   benchmark/peers/setup.sh [FOLDER]             those of training and scoring; default: $MERIT_PEERS, else ~/.cache/merit/peers
#   benchmark/peers/setup.sh --serving [FOLDER]   the servers; default: $MERIT_SERVING_PEERS, else ~/.cache/merit/serving-peers
#   benchmark/peers/setup.sh --clients [FOLDER]   clients of a server; default: $MERIT_SERVING_CLIENTS, else ~/.cache/merit/serving-clients
# Each takes about 3 GB. pip's own settings (PIP_INDEX_URL and the like) are honoured, e.g. for a CPU-only build of torch.
set -eu
cache=${XDG_CACHE_HOME:-$HOME/.cache}/merit
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ "${1:-}" = --serving ]; then
  folder=${2:-${MERIT_SERVING_PEERS:-$cache/serving-peers}} requirements=requirements-serving.txt verb=serving
  versions='import torch, transformers, fastapi, importlib.metadata as m
print(f"torch {torch.__version__}, transformers {transformers.__version__}, fastapi {fastapi.__version__}, infinity-emb {m.version('\''infinity-emb'\'')}")'
elif [ "${1:-}" = --clients ]; then
  folder=${2:-${MERIT_SERVING_CLIENTS:-$cache/serving-clients}} requirements=requirements-clients.txt without=openrlhf==0.11.2
  versions='import cohere, openai, huggingface_hub, openrlhf.utils.agent'
else
  folder=${1:-${MERIT_PEERS:-$cache/peers}} requirements=requirements.txt verb=speed
  versions='import torch, transformers, trl, sentence_transformers as s
print(f"torch {torch.__version__}, transformers {transformers.__version__}, trl {trl.__version__}, sentence-transformers {s.__version__}")'
fi
[ -x "$folder/bin/python" ] || python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --requirement "$here/$requirements"
[ -z "${without:-}" ] || "$folder/bin/pip" install --quiet --no-deps "$without"
"$folder/bin/python" -c "$versions"
[ -z "${verb:-}" ] && echo "Ready: $folder/bin/python $here/serving_clients.py" || echo "Ready: benchmark/run $verb --peers $folder"
