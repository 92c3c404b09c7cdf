# Sourced with `out` set, in the project's root: packs Node, Dawn, the Vulkan loader and the X libraries that NVIDIA's driver
# is linked with into `out`, and defines `bundle SOURCE NAME`, which bundles a program for them.
mkdir -p "$out/debs" "$out/xdebs"
node scripts/assemble.mjs
if [ ! -f "$out/node.xz" ]; then
  stripped=$(mktemp)
  strip --strip-all -o "$stripped" "$(readlink -f "$(command -v node)")"
  xz --x86 --lzma2=preset=9e,dict=64MiB -c "$stripped" >"$out/node.xz"
  rm "$stripped"
fi
[ -f "$out/dawn.node.xz" ] || xz -9e -c node_modules/webgpu/dist/linux-x64/dawn.node >"$out/dawn.node.xz"
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
  npx esbuild "$1" --bundle --minify-whitespace --ignore-annotations --platform=node --format=esm --target=node20 --log-level=error --outfile="$out/$2.mjs" \
    "--alias:webgpu=$shims/webgpu.mjs" "--alias:sharp=$shims/sharp.mjs" \
    --banner:js="import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);"
}
cp tools/bench/src/gpu/run.sh "$out/"
