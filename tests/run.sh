#!/usr/bin/env bash
# Everything that must hold before a change lands. Run inside the environment that requirements/test.txt describes.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v chromium >/dev/null; then
    as_root=""
    [ "$(id -u)" -eq 0 ] || as_root="sudo"
    if ! command -v apt-get >/dev/null; then
        echo "The browser tests need Chromium: install it so that 'chromium' is on the PATH, then run this again." >&2
        exit 1
    fi
    $as_root apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
fi

ruff check .
ruff format --check .
mypy
lint-imports
python -m pytest -q -n 2 --dist loadfile -m "not browser and not timing"
# What is timed or drives a browser runs alone, so that nothing else takes its processor.
python -m pytest -q -m "browser or timing"
