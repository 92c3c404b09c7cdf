import { type OpContract, REFERENCE_FORM, type Shape } from '@srkit/core/contracts';
import { type DataId, getKernel, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';

/** Internals of tfjs 4.22's cpu backend that a kernel needs. */
interface CpuBackend {
  readonly data: { get(dataId: DataId): { readonly values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): TensorInfo;
}

/** Internals of tfjs 4.22's wasm backend that a kernel needs. */
interface WasmBackend {
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
  typedArrayFromHeap(info: TensorInfo): Float32Array;
  disposeData(dataId: DataId): boolean;
}

/** What a kernel needs of `@srkit/backend-wasm`, which this package must do without. */
interface SrkitWasmBackend {
  address(info: TensorInfo): number;
  output(shape: number[]): { readonly info: TensorInfo; readonly address: number };
  floatsAt(address: number, length: number): Float32Array;
  disposeData(dataId: DataId): boolean;
}

/** A tensor as JavaScript sees it. */
export interface HostTensor {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/** A float32 operation on arrays. */
export type HostKernel<Input extends string, Attrs extends object> = (
  inputs: Readonly<Record<Input, HostTensor>>,
  out: Float32Array,
  attrs: Attrs,
) => void;

/** Hands a backend's tensors to `fill` as arrays, and returns the tensor it filled. */
type Access = (
  backend: unknown,
  inputs: readonly TensorInfo[],
  shape: number[],
  fill: (inputs: readonly HostTensor[], out: Float32Array) => void,
) => TensorInfo;

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** Views are taken after the allocations, which may move a backend's memory; an output that stays unfilled is freed. */
const ACCESS: Readonly<Record<'cpu' | 'wasm' | 'srkit-wasm', Access>> = {
  cpu: (backend, inputs, shape, fill) => {
    const cpu = backend as CpuBackend;
    const out = new Float32Array(sizeOf(shape));
    fill(
      inputs.map((info) => ({ values: cpu.data.get(info.dataId).values, shape: info.shape })),
      out,
    );
    return cpu.makeTensorInfo(shape, 'float32', out);
  },
  wasm: (backend, inputs, shape, fill) => {
    const wasm = backend as WasmBackend;
    const out = wasm.makeOutput(shape, 'float32');
    try {
      fill(
        inputs.map((info) => ({ values: wasm.typedArrayFromHeap(info), shape: info.shape })),
        wasm.typedArrayFromHeap(out),
      );
    } catch (error) {
      wasm.disposeData(out.dataId);
      throw error;
    }
    return out;
  },
  'srkit-wasm': (backend, inputs, shape, fill) => {
    const wasm = backend as SrkitWasmBackend;
    const addresses = inputs.map((info) => wasm.address(info));
    const { info: out, address } = wasm.output(shape);
    try {
      fill(
        inputs.map((info, i) => ({
          values: wasm.floatsAt(addresses[i]!, sizeOf(info.shape)),
          shape: info.shape,
        })),
        wasm.floatsAt(address, sizeOf(shape)),
      );
    } catch (error) {
      wasm.disposeData(out.dataId);
      throw error;
    }
    return out;
  },
};

/**
 * Registers a function on arrays as the kernel of the backends whose tensors JavaScript can reach without a copy: tfjs's
 * cpu and wasm, and `srkit-wasm`. For moving data around this beats a chain of stock operations by far.
 */
export const registerHostKernel = <Input extends string, Attrs extends object>(
  { kernelName, inputs: names, outputShape }: OpContract<Input, Attrs>,
  run: HostKernel<Input, Attrs>,
): void => {
  const record = <T>(values: readonly T[]): Record<Input, T> =>
    Object.fromEntries(names.map((name, i) => [name, values[i]])) as Record<Input, T>;
  for (const [backendName, access] of Object.entries(ACCESS)) {
    if (getKernel(kernelName, backendName)) continue;
    registerKernel({
      ...{ kernelName, backendName, [REFERENCE_FORM]: true },
      kernelFunc: ({ inputs, attrs: given, backend }) => {
        const attrs = given as object as Attrs;
        const infos = names.map((name) => inputs[name] as TensorInfo);
        const shape = outputShape(record<Shape>(infos.map((info) => info.shape)), attrs);
        return access(backend, infos, shape, (hosts, out) => run(record(hosts), out, attrs));
      },
    });
  }
};
