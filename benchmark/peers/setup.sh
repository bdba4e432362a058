#!/usr/bin/env bash
# Makes the Python environment of the peers, outside the repository.
#   benchmark/peers/setup.sh [FOLDER]      default: $MERIT_PEERS, else ~/.cache/merit/peers
# It takes about 3 GB. pip's own settings (PIP_INDEX_URL and the like) are honoured, e.g. for a CPU-only build of torch.
set -eu
folder=${1:-${MERIT_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/merit/peers}}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ -x "$folder/bin/python" ] || python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --requirement "$here/requirements.txt"
"$folder/bin/python" -c 'import torch, transformers, trl, sentence_transformers as s
print(f"torch {torch.__version__}, transformers {transformers.__version__}, trl {trl.__version__}, sentence-transformers {s.__version__}")'
echo "Ready: benchmark/run speed --peers $folder"
