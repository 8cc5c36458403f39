#!/bin/sh
# Makes .venv with everything that requirements-dev.txt names, and Azurite; quick when nothing changed.
# The stamp is written last: an installation that was interrupted is done again.
set -eu
cd "$(dirname "$0")/.."

venv=.venv
export IB_TOOLS="${IB_TOOLS:-$PWD/$venv/tools}"
stamp=$venv/.complete

# Two `make` at once wait for each other; without flock they are trusted not to meet.
if [ "${INTERVIEW_BUDDY_SETUP_LOCK:-}" = "" ] && command -v flock >/dev/null 2>&1; then
    INTERVIEW_BUDDY_SETUP_LOCK=held exec flock .setup.lock sh "$0" "$@"
fi

wanted="$(cat requirements-dev.txt local/node/package-lock.json | sha256sum | cut -d ' ' -f 1)"
runs() { "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; }
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && runs; then
    exit 0
fi

failed() {
    cat >&2 <<EOF

Setting up stopped at: $1
$2
What is installed already stays; after mending it, run the same make command again.
EOF
    exit 1
}

rm -f "$stamp"
if [ "$(uname -s)" != Linux ]; then
    failed "looking at this machine" "The local stack runs on Linux; here it is $(uname -s)."
fi
if ! runs || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    python="$(sh local/find_python.sh)" || exit 1
    echo "Making $venv with $python"
    "$python" -m venv --clear "$venv" || failed "making the virtual environment $venv" \
        "Python said why just above. On Debian and Ubuntu: apt install python3.13-venv"
fi

quiet=--quiet
[ -t 1 ] && quiet=
echo "Installing the packages of requirements-dev.txt (about 400 MB, once)"
# shellcheck disable=SC2086
"$venv/bin/python" -m pip install $quiet --disable-pip-version-check --no-input \
    --require-hashes --only-binary :all: --requirement requirements-dev.txt || failed \
    "installing Python packages (pip install --require-hashes -r requirements-dev.txt)" \
    "pip said why just above. Most often the package index cannot be reached: look at the network, at
pip's settings (pip config list) and at a proxy (HTTPS_PROXY). 'no matching distribution' on an
older Linux means a C library (glibc) older than 2.34."

echo "Installing Azurite, the storage emulator (about 250 MB, once)"
"$venv/bin/python" -c 'from local.azurite import *; install_azurite(default_tools_folder())' || failed \
    "installing Azurite from npm" \
    "npm said why just above. Most often the npm registry cannot be reached: look at the network, at
npm's settings (~/.npmrc) and at a proxy (HTTPS_PROXY)."

echo "$wanted" >"$stamp"
