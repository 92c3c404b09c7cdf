import {
  type DataId,
  getKernel,
  type NamedAttrMap,
  registerKernel,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

/** Internals of tfjs 4.22's cpu backend that a kernel needs. */
interface CpuBackend {
  readonly data: { get(dataId: DataId): { readonly values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): TensorInfo;
}

/** Internals of tfjs 4.22's wasm backend that a kernel needs. */
interface WasmBackend {
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
  typedArrayFromHeap(info: TensorInfo): Float32Array;
}

/** A tensor as JavaScript sees it. */
export interface HostTensor {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/** A float32 operation on arrays. */
export interface HostKernel {
  readonly kernelName: string;
  /** Names of the inputs, in the order in which they are handed over. */
  readonly inputs: readonly string[];
  readonly outputShape: (shapes: readonly (readonly number[])[], attrs: NamedAttrMap) => number[];
  readonly run: (inputs: readonly HostTensor[], out: Float32Array, attrs: NamedAttrMap) => void;
}

/**
 * Registers a function on arrays as the kernel of tfjs's cpu and wasm backends, whose tensors JavaScript can reach
 * without a copy. For moving data around this beats a chain of stock operations by far.
 */
export const registerHostKernel = ({ kernelName, inputs: names, outputShape, run }: HostKernel): void => {
  if (!getKernel(kernelName, 'cpu')) {
    registerKernel({
      kernelName,
      backendName: 'cpu',
      kernelFunc: ({ inputs, attrs, backend }) => {
        const cpu = backend as CpuBackend;
        const given = names.map((name) => inputs[name] as TensorInfo);
        const shape = outputShape(
          given.map((info) => info.shape),
          (attrs ?? {}) as NamedAttrMap,
        );
        const out = new Float32Array(shape.reduce((product, side) => product * side, 1));
        const hosts = given.map((info) => ({ values: cpu.data.get(info.dataId).values, shape: info.shape }));
        run(hosts, out, (attrs ?? {}) as NamedAttrMap);
        return cpu.makeTensorInfo(shape, 'float32', out);
      },
    });
  }
  if (!getKernel(kernelName, 'wasm')) {
    registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs, backend }) => {
        const wasm = backend as WasmBackend;
        const given = names.map((name) => inputs[name] as TensorInfo);
        const shapes = given.map((info) => info.shape);
        const out = wasm.makeOutput(outputShape(shapes, (attrs ?? {}) as NamedAttrMap), 'float32');
        // The views are taken after the allocation, which may move the heap.
        const hosts = given.map((info) => ({ values: wasm.typedArrayFromHeap(info), shape: info.shape }));
        run(hosts, wasm.typedArrayFromHeap(out), (attrs ?? {}) as NamedAttrMap);
        return out;
      },
    });
  }
};
