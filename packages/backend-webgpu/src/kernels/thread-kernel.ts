import type { OpContract, Shape } from '@srkit/core/contracts';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGpuBackend } from '../backend';
import { declareArray } from '../convolution/source';
import { runElementwise } from './elementwise';
import { implementOp, type OpKernel } from './op-kernel';

/** How an op is computed in WGSL, each of whose threads is one call of `thread`. */
interface ThreadKernel<Input extends string, Attrs extends object> {
  readonly threads: (shapes: Readonly<Record<Input, Shape>>, attrs: Attrs) => number;
  /** Integers that the shader reads as members of `uniforms`. */
  readonly uniforms: (
    shapes: Readonly<Record<Input, Shape>>,
    attrs: Attrs,
  ) => Readonly<Record<string, number>>;
  /**
   * true: `result` is an array of `atomic<i32>` that starts at 0, for `addTo(index, value)`. Otherwise an array of
   * `f32`.
   */
  readonly accumulates?: boolean;
  /** WGSL with a function `thread(index : i32)` in it; the inputs are arrays of their names. */
  readonly code: string;
}

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

const zeros = (backend: WebGpuBackend, shape: readonly number[]): TensorInfo => {
  const output = backend.output(shape);
  runElementwise(backend, { key: 'zeros', outputs: { output }, inputs: {}, body: 'output[i] = 0.0;' });
  return output;
};

/** The kernel of an op as a WGSL function for each of many threads. */
export const threadKernel = <Input extends string, Attrs extends object>(
  contract: OpContract<Input, Attrs>,
  { accumulates = false, code, threads: threadsOf, uniforms }: ThreadKernel<Input, Attrs>,
): OpKernel =>
  implementOp(contract, ({ backend, inputs, shapes, attrs, outputShape }) => {
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
