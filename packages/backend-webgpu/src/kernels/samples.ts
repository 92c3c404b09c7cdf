import { SAMPLES } from '@srkit/core/contracts';
import { util } from '@tensorflow/tfjs-core';
import { implementOp } from './op-kernel';

const THREADS = 64;
const WORD_BITS = 32;

/**
 * A thread for each word of samples. The last word, whether there was a NaN, is 0 before; any thread makes it 1. NaN is seen
 * in the bits, because WGSL lets compilers suppose that there is none.
 */
export const samples = implementOp(
  SAMPLES,
  ({ backend, inputs: { x }, attrs: { bitDepth }, outputShape }) => {
    const result = backend.output(outputShape, 'int32');
    const words = outputShape[0]! - 1;
    backend.dispatch({
      key: 'srkit_samples_flag',
      source: () => `
@group(0) @binding(0) var<storage, read_write> result : array<i32>;

@compute @workgroup_size(1)
fn main() { result[uniforms.words] = 0; }
`,
      tensors: [result],
      written: 1,
      ints: { words },
      groups: 1,
    });
    backend.dispatch({
      key: `srkit_samples_${bitDepth}`,
      source: () => `
@group(0) @binding(0) var<storage, read_write> result : array<atomic<u32>>;
@group(0) @binding(1) var<storage, read> x : array<u32>;

@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) local : u32, @builtin(workgroup_id) group : vec3<u32>,
        @builtin(num_workgroups) groups : vec3<u32>) {
  let i = groupNumber(group, groups) * ${THREADS} + i32(local);
  if (i >= uniforms.words) { return; }
  var word = 0u;
  var hasNaN = false;
  for (var k = 0; k < ${WORD_BITS / bitDepth}; k++) {
    let at = i * ${WORD_BITS / bitDepth} + k;
    if (at >= uniforms.count) { break; }
    let bits = x[at];
    if ((bits & 0x7fffffffu) > 0x7f800000u) {
      hasNaN = true;
    } else {
      word |= u32(round(clamp(bitcast<f32>(bits), 0.0, 1.0) * ${2 ** bitDepth - 1}.0)) << u32(k * ${bitDepth});
    }
  }
  atomicStore(&result[i], word);
  if (hasNaN) { atomicMax(&result[uniforms.words], 1u); }
}
`,
      tensors: [result, x],
      written: 1,
      ints: { words, count: util.sizeFromShape(x.shape) },
      groups: Math.ceil(words / THREADS),
    });
    return result;
  },
);
