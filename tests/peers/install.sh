#!/bin/sh
# Installs what the peer tests need: a real browser (Debian's Chromium) and its driver for Python. Needs root on Debian.
set -eu
here=$(dirname "$0")
if ! command -v chromium >/dev/null 2>&1; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
