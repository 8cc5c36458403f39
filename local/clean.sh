#!/bin/sh
# Removes the data folder of the local stack, unless a stack is using it, and the tools' caches.
set -eu
cd "$(dirname "$0")/.."
data="$1"

if [ -e "$data" ]; then
    if [ ! -e "$data/stack.lock" ] && [ -n "$(ls -A "$data" | grep -vx tools)" ]; then
        echo "$data was not made by the local stack (it has no stack.lock): not removed." >&2
        exit 1
    fi
    if command -v flock >/dev/null 2>&1 && ! flock --nonblock "$data/stack.lock" true 2>/dev/null; then
        echo "A stack is using $data: end it first (Ctrl-C where make run is)." >&2
        exit 1
    fi
    rm -rf "$data"
fi
rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis local.settings.json
find . -name __pycache__ -type d -not -path './.venv/*' -not -path './.git/*' -prune -exec rm -rf {} +
