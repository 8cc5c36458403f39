#!/bin/sh
# Prints the path of a Python 3.13 that runs and can make virtual environments.
#
# Looks at, in this order: $PYTHON, python3.13 and python3 on PATH, the versions folder of pyenv,
# where Debian puts it, what uv knows, and, where uv is at hand, what uv can fetch.
# A candidate counts only if it runs: pyenv's shims carry the name and may refuse.

wanted="3.13"
incomplete=""

is_wanted() {
    [ -n "$1" ] && command -v "$1" >/dev/null 2>&1 || return 1
    [ "$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$wanted" ]
}

is_complete() {
    "$1" -c 'import ensurepip, ssl, venv, ctypes' >/dev/null 2>&1
}

use_if_right() {
    is_wanted "$1" || return 1
    if is_complete "$1"; then
        # The interpreter behind a shim or a virtual environment, so that it stays valid.
        "$1" -c 'import os, sys; print(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))'
        exit 0
    fi
    incomplete="$1"
    return 1
}

if [ -n "${PYTHON:-}" ]; then
    use_if_right "$PYTHON"
    echo "PYTHON=$PYTHON is not a complete Python $wanted; looking for another one." >&2
fi
use_if_right "python$wanted"
use_if_right python3
for folder in "${PYENV_ROOT:-}" "${HOME:-}/.pyenv"; do
    [ -n "$folder" ] || continue
    for candidate in "$folder"/versions/"$wanted"*/bin/"python$wanted"; do
        use_if_right "$candidate"
    done
done
for candidate in /usr/bin/"python$wanted" /usr/local/bin/"python$wanted" \
    /opt/python/*/bin/"python$wanted"; do
    use_if_right "$candidate"
done
if command -v uv >/dev/null 2>&1; then
    use_if_right "$(uv python find "$wanted" 2>/dev/null)"
    echo "No Python $wanted found; asking uv to fetch one." >&2
    uv python install "$wanted" >&2 && use_if_right "$(uv python find "$wanted" 2>/dev/null)"
fi

if [ -n "$incomplete" ]; then
    cat >&2 <<EOF
Found $incomplete, but it cannot make a virtual environment: one of its modules venv, ensurepip,
ssl or ctypes is missing. On Debian and Ubuntu: apt install python$wanted-venv
EOF
else
    cat >&2 <<EOF
Python $wanted is needed and was found nowhere: not in \$PYTHON, not as python$wanted or python3 on
PATH, not in pyenv's versions folder, not in /usr/bin or /usr/local/bin, and uv could not give one.
Any one of these mends it:
  pyenv install $wanted
  uv python install $wanted
  apt install python$wanted python$wanted-venv      (Debian 13, Ubuntu 25.04 and later)
  make ${MAKECMDGOALS:-run} PYTHON=/path/to/python$wanted
EOF
fi
exit 1
