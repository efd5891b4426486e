#!/usr/bin/env bash
# Everything that must hold before a change lands; `tests/run.sh quick` only what needs no database and no browser.
# Run inside the environment that requirements/test.txt describes.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
"" | quick) ;;
*)
    echo "Say tests/run.sh for everything, or tests/run.sh quick." >&2
    exit 2
    ;;
esac

if [ -z "${1:-}" ] && ! command -v chromium >/dev/null; then
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
if [ "${1:-}" = quick ]; then
    # Numbers, figures, words and rules: no database is built for them.
    exec python -m pytest -q -n 2 --dist worksteal -m "not browser and not timing" \
        tests/stats tests/charts tests/vocabulary tests/rulebook
fi
python -m pytest -q -n 2 --dist loadfile -m "not browser and not timing"
# Each worker has its own servers, on ports of their own, and its own browser.
python -m pytest -q -n 2 --dist loadfile -m "browser and not timing"
# What is timed runs alone, so that nothing else takes its processor.
python -m pytest -q -m timing
