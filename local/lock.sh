#!/bin/sh
# Compiles pyproject.toml to requirements.txt (what is deployed) and requirements-dev.txt (that and
# the tools), every package pinned with the hashes of all its files. No address of an index is kept.
set -eu
cd "$(dirname "$0")/.."

if command -v uv >/dev/null 2>&1; then
    uv=uv
elif [ -x .venv/bin/uv ]; then
    uv=.venv/bin/uv
else
    echo "make lock needs uv: pip install uv" >&2
    exit 1
fi

compile() {
    "$uv" pip compile pyproject.toml --quiet --python-version 3.13 \
        --only-binary :all: --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links ${UPGRADE:+--upgrade} "$@"
}

# The deployed packages are resolved for Flex Consumption's Linux; moonshine-voice's newest wheel
# for x86-64 asks for glibc 2.34, so the development machine's is that.
compile --python-platform x86_64-manylinux_2_28 --output-file requirements.txt
compile --python-platform x86_64-manylinux_2_34 --group dev --constraint requirements.txt \
    --output-file requirements-dev.txt
