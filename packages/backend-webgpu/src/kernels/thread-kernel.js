import { declareArray } from '../convolution/source';
import { runElementwise } from './elementwise';
import { implementOp } from './op-kernel';
const WORKGROUP = 64;
/** WebGPU adds integers only: a float is exchanged until nobody was in between. */
const ADD_TO = `
@group(0) @binding(0) var<storage, read_write> result : array<atomic<i32>>;

fn addTo(index : i32, value : f32) {
  var before = atomicLoad(&result[index]);
  loop {
    let after = bitcast<i32>(bitcast<f32>(before) + value);
    let exchange = atomicCompareExchangeWeak(&result[index], before, after);
    if (exchange.exchanged) { break; }
    before = exchange.old_value;
  }
}`;
const zeros = (backend, shape) => {
    const output = backend.output(shape);
    runElementwise(backend, { key: 'zeros', outputs: { output }, inputs: {}, body: 'output[i] = 0.0;' });
    return output;
};
/** The kernel of an op as a WGSL function for each of many threads. */
export const threadKernel = (contract, { accumulates = false, code, threads: threadsOf, uniforms }) => implementOp(contract, ({ backend, inputs, shapes, attrs, outputShape }) => {
    const threads = threadsOf(shapes, attrs);
    const output = accumulates ? zeros(backend, outputShape) : backend.output(outputShape);
    backend.dispatch({
        key: contract.kernelName,
        source: () => `
${accumulates ? ADD_TO : declareArray(0, 'result', false, 'read_write')}
${contract.inputs.map((name, i) => declareArray(i + 1, name, false)).join('\n')}
${code}

@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(local_invocation_index) local : u32, @builtin(workgroup_id) group : vec3<u32>,
        @builtin(num_workgroups) groups : vec3<u32>) {
  let index = groupNumber(group, groups) * ${WORKGROUP} + i32(local);
  if (index < uniforms.threads) { thread(index); }
}
`,
        tensors: [output, ...contract.inputs.map((name) => inputs[name])],
        written: 1,
        ints: { threads, ...uniforms(shapes, attrs) },
        groups: Math.ceil(threads / WORKGROUP),
    });
    return output;
});
