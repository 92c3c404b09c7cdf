#!/usr/bin/env bash
# In the packed folder: ./run.sh gpu.mjs [OPTIONS], or ./run.sh goldens.mjs goldens --backend webgpu. Unpacks once, then
# runs the bundle with Node and Dawn on NVIDIA's Vulkan driver, or on the one that VK_DRIVER_FILES names.
set -u
cd "$(dirname "$0")"
home=${SRKIT_GPU_HOME:-/tmp/srkit-gpu-run}
if [ ! -x "$home/node" ]; then
  mkdir -p "$home"
  if [ -z "${VK_DRIVER_FILES:-}" ]; then
    for file in debs/*.deb; do dpkg -x "$file" /; done
    ldconfig
  fi
  for file in xdebs/*.deb; do dpkg -x "$file" "$home/x"; done
  xz -dc dawn.node.xz >"$home/dawn.node"
  xz -dc node.xz >"$home/node" && chmod +x "$home/node"
fi
export DAWN=$home/dawn.node
export LD_LIBRARY_PATH=/usr/local/nvidia/lib64:$home/x/usr/lib/x86_64-linux-gnu:${LD_LIBRARY_PATH:-}
icd=/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json
[ -z "${VK_DRIVER_FILES:-}" ] && [ -f "$icd" ] && export VK_DRIVER_FILES=$icd
for packed in *.mjs.xz; do [ ! -f "$packed" ] || [ -f "${packed%.xz}" ] || xz -dk "$packed"; done
exec "$home/node" "$@"
