#!/usr/bin/env bash
# The whole workflow of multi_environment with its optimised programs: `workflow.sh [PAYMENTS]`, 10,000 unless said otherwise.
# Prints what became of the payments, and how long invocations and cold starts took.
set -euo pipefail
cd "$(dirname "$0")/../.."
moto=$(ls -d "${PAYDSL_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/paydsl}"/emulator-*/bin 2>/dev/null | head -n 1 || true)
for measured in latency load; do
    PATH="$PATH:$moto" PAYMENTS="${1:-10000}" cargo test --release -p multi-environment --test functions "workflow::$measured" -- --nocapture
done
