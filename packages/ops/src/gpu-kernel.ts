import { isReferenceForm, type OpContract, type Shape } from '@srkit/core/contracts';
import { fill, getKernel, registerKernel, type TensorInfo, unregisterKernel } from '@tensorflow/tfjs-core';

/** A program of tfjs 4.22's webgpu backend, as far as it is needed. */
interface WebGpuProgram {
  readonly outputShape: number[];
  /** The backend makes the key unique for shapes and types, and writes it back. */
  shaderKey: string;
  readonly dispatchLayout: { readonly x: number[] };
  dispatch: [number, number, number];
  readonly variableNames: string[];
  readonly uniforms: string;
  readonly workgroupSize: [number, number, number];
  readonly atomic: boolean;
  getUserCode(): string;
}

/** Internals of tfjs 4.22's webgpu backend that a kernel needs. */
interface WebGpuBackend {
  runWebGPUProgram(
    program: WebGpuProgram,
    inputs: TensorInfo[],
    dtype: 'float32',
    uniforms: { readonly type: 'int32'; readonly data: number[] }[],
    output?: TensorInfo,
  ): TensorInfo;
}

/** How an op is computed in WGSL, each of whose threads is one call of `thread`. */
export interface GpuKernel<Input extends string, Attrs extends object> {
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

/** Workgroups along one axis that every device can start. */
const MOST_GROUPS = 65535;

/** Workgroups for so many threads, in several lines where one would be too long. */
const groupsFor = (threads: number): [number, number, number] => {
  const groups = Math.ceil(threads / WORKGROUP);
  return [Math.min(groups, MOST_GROUPS), Math.ceil(groups / MOST_GROUPS), 1];
};

/** WebGPU adds integers only: a float is exchanged until nobody was in between. */
const ADD_TO = `
fn addTo(index : i32, value : f32) {
  var before = atomicLoad(&result[index]);
  loop {
    let after = bitcast<i32>(bitcast<f32>(before) + value);
    let exchange = atomicCompareExchangeWeak(&result[index], before, after);
    if (exchange.exchanged) { break; }
    before = exchange.old_value;
  }
}`;

/** Registers a WGSL program as the kernel of an op on tfjs's webgpu backend; it takes a reference form's place. */
export const registerGpuKernel = <Input extends string, Attrs extends object>(
  contract: OpContract<Input, Attrs>,
  { accumulates = false, code, ...kernel }: GpuKernel<Input, Attrs>,
): void => {
  const { kernelName } = contract;
  const there = getKernel(kernelName, 'webgpu');
  if (there && !isReferenceForm(there)) return;
  if (there) unregisterKernel(kernelName, 'webgpu');
  registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs: given, backend }) => {
      const attrs = given as object as Attrs;
      const tensors = contract.inputs.map((name) => inputs[name] as TensorInfo);
      const shapes = Object.fromEntries(
        contract.inputs.map((name, i) => [name, tensors[i]!.shape]),
      ) as unknown as Record<Input, Shape>;
      const outputShape = contract.outputShape(shapes, attrs);
      const threads = kernel.threads(shapes, attrs);
      const uniforms = { threads, ...kernel.uniforms(shapes, attrs) };
      const program: WebGpuProgram = {
        outputShape,
        shaderKey: kernelName,
        dispatchLayout: { x: outputShape.map((_, axis) => axis) },
        dispatch: groupsFor(threads),
        variableNames: [...contract.inputs],
        uniforms: Object.keys(uniforms)
          .map((name) => `${name} : i32, `)
          .join(''),
        workgroupSize: [WORKGROUP, 1, 1],
        atomic: accumulates,
        getUserCode: () => `
          ${accumulates ? ADD_TO : ''}
          ${code}
          fn main(index : i32) {
            if (index < uniforms.threads) { thread(index); }
          }`,
      };
      return (backend as unknown as WebGpuBackend).runWebGPUProgram(
        program,
        tensors,
        'float32',
        Object.values(uniforms).map((value) => ({ type: 'int32', data: [value] })),
        accumulates ? fill(outputShape, 0) : undefined,
      );
    },
  });
};
