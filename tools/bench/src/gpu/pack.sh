#!/usr/bin/env bash
# Packs the bench of graphics cards, and the golden runner, for a Linux machine with an NVIDIA card but without Node and
# without network, into one folder.
# Usage, from the project's root: bash tools/bench/src/gpu/pack.sh OUT [GOLDEN_FOLDER ...]
set -eu
out=$1
shift
mkdir -p "$out/goldens"
. tools/bench/src/gpu/pack-runtime.sh
bundle tools/bench/src/gpu/main.ts gpu
bundle tools/goldens/src/main.ts goldens
for folder in "$@"; do
  mkdir -p "$out/goldens/$(basename "$(dirname "$folder")")"
  cp -rL "$folder" "$out/goldens/$(basename "$(dirname "$folder")")/"
done
du -sh "$out"
