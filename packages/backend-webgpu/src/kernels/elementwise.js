import { util } from '@tensorflow/tfjs-core';
const THREADS = 64;
/** Runs a shader with a thread for each element of its first output. */
export const runElementwise = (backend, { key, outputs, inputs, ints = {}, floats = {}, body }) => {
    const [written, read] = [Object.entries(outputs), Object.entries(inputs)];
    const count = util.sizeFromShape(written[0][1].shape);
    const declare = ([name], binding) => `@group(0) @binding(${binding}) var<storage, ${binding < written.length ? 'read_write' : 'read'}> ${name} : array<f32>;`;
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
