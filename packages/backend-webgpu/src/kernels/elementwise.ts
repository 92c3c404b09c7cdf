import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { WebGpuBackend } from '../backend';

const THREADS = 64;

interface Elementwise {
  /** Names the source. */
  readonly key: string;
  /** Arrays of floats in the shader, by name: the written ones. */
  readonly outputs: Readonly<Record<string, TensorInfo>>;
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly ints?: Readonly<Record<string, number>>;
  readonly floats?: Readonly<Record<string, number>>;
  /** What is done for element `i` of the first output. */
  readonly body: string;
}

/** Runs a shader with a thread for each element of its first output. */
export const runElementwise = (
  backend: WebGpuBackend,
  { key, outputs, inputs, ints = {}, floats = {}, body }: Elementwise,
): void => {
  const [written, read] = [Object.entries(outputs), Object.entries(inputs)];
  const count = util.sizeFromShape(written[0]![1].shape);
  const declare = ([name]: [string, TensorInfo], binding: number): string =>
    `@group(0) @binding(${binding}) var<storage, ${binding < written.length ? 'read_write' : 'read'}> ${name} : array<f32>;`;
  backend.dispatch({
    key: `srkit_${key}`,
    source: () => `
${[...written, ...read].map(declare).join('\n')}

@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) local : u32, @builtin(workgroup_id) group : vec3<u32>,
        @builtin(num_workgroups) groups : vec3<u32>) {
  let i = groupNumber(group, groups) * ${THREADS} + i32(local);
  if (i >= uniforms.count) { return; }
  ${body}
}
`,
    tensors: [...written, ...read].map(([, info]) => info),
    written: written.length,
    ints: { count, ...ints },
    floats,
    groups: Math.ceil(count / THREADS),
  });
};
