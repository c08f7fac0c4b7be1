#!/usr/bin/env bash
# Writes the two lock files anew after a change of dependencies in pyproject.toml. Needs uv.
# The files name versions and hashes only: no address of any index, so they serve behind every mirror.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --fork-strategy fewest \
        --generate-hashes --no-emit-index-url --no-emit-find-links \
        --custom-compile-command "packaging/lock.sh" "$@"
}

compile --all-extras --group build -o packaging/requirements.lock
compile --all-extras --group build --group dev -c packaging/requirements.lock -o packaging/requirements-dev.lock
compile --all-extras --group build --group package -c packaging/requirements.lock -o packaging/requirements-package.lock
