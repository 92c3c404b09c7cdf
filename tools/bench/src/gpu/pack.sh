#!/usr/bin/env bash
# Packs the bench of graphics cards, and the golden runner, for a Linux machine with an NVIDIA card but without Node and
# without network, into one folder: Node, Dawn, the Vulkan loader and the X libraries that NVIDIA's driver is linked with.
# Usage, from the project's root: bash tools/bench/src/gpu/pack.sh OUT [GOLDEN_FOLDER ...]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1
shift
mkdir -p "$out/debs" "$out/xdebs" "$out/goldens"
node scripts/assemble.mjs
[ -f "$out/node.xz" ] || xz -3 -T2 -c "$(readlink -f "$(command -v node)")" >"$out/node.xz"
[ -f "$out/dawn.node.xz" ] || xz -3 -c node_modules/webgpu/dist/linux-x64/dawn.node >"$out/dawn.node.xz"
if ! ls "$out"/debs/*.deb >/dev/null 2>&1; then
  lists=$(mktemp -d)
  mkdir -p "$lists/partial"
  options="-oAPT::Architecture=amd64 -oAPT::Architectures=amd64 -oDir::State::Lists=$lists"
  apt-get $options update >/dev/null
  (cd "$out/debs" && apt-get $options download libvulkan1 libegl1 libglvnd0 libopengl0 libgl1 libglx0 libgles2 >/dev/null 2>&1)
  (cd "$out/xdebs" && apt-get $options download libx11-6 libxcb1 libxau6 libxdmcp6 libxext6 libbsd0 libmd0 >/dev/null 2>&1)
fi
# `import 'webgpu'` becomes Dawn as packed. Pictures are not decoded there: sharp is not packed.
shims=$(mktemp -d)
cat >"$shims/webgpu.mjs" <<'JS'
import { createRequire } from 'node:module';
const dawn = createRequire(import.meta.url)(process.env.DAWN);
export const create = dawn.create;
export const globals = dawn.globals;
JS
cat >"$shims/sharp.mjs" <<'JS'
const sharp = () => {
  throw new Error('sharp is not packed');
};
sharp.cache = sharp.concurrency = sharp.simd = () => undefined;
export default sharp;
JS
bundle() {
  npx esbuild "$1" --bundle --ignore-annotations --platform=node --format=esm --target=node20 --log-level=error --outfile="$out/$2.mjs" \
    "--alias:webgpu=$shims/webgpu.mjs" "--alias:sharp=$shims/sharp.mjs" \
    --banner:js="import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);"
}
bundle tools/bench/src/gpu/main.ts gpu
bundle tools/goldens/src/main.ts goldens
for folder in "$@"; do
  mkdir -p "$out/goldens/$(basename "$(dirname "$folder")")"
  cp -rL "$folder" "$out/goldens/$(basename "$(dirname "$folder")")/"
done
cp "$here/run.sh" "$out/"
du -sh "$out"
