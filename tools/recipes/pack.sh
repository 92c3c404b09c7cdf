#!/usr/bin/env bash
# Packs the recipes with their pictures, and a teacher for `photo`, for a Linux machine with an NVIDIA card but without Node and
# without network. Pictures travel as the JPEG files that they are, with their codes made anew where jpegtran is there
# (nothing is lost), and become plain bytes there.
# Usage, from the project's root: bash tools/recipes/pack.sh OUT PICTURES [TEACHER]
set -eu
out=$1
pictures=$2
mkdir -p "$out/pictures"
. tools/bench/src/gpu/pack-runtime.sh
bundle tools/recipes/src/main.ts recipes
xz -f -9 "$out/recipes.mjs"
# Set5's woman, see src/pictures.ts.
rm -f "$out/pictures/302003.jpg"
for file in "$pictures"/*.jpg; do
  [ "$(basename "$file")" = 302003.jpg ] && continue
  to=$out/pictures/$(basename "$file")
  [ -f "$to" ] && continue
  if command -v jpegtran >/dev/null; then jpegtran -copy none -optimize -progressive "$file" >"$to"; else cp "$file" "$to"; fi
done
[ -z "${3:-}" ] || cp "$3" "$out/teacher.safetensors"
cp tools/recipes/decode.py "$out/"
du -sh "$out"
