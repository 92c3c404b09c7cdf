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

/** A float32 operation of one input, written as a loop over arrays. */
export interface HostKernel {
  readonly kernelName: string;
  readonly outputShape: (inputShape: readonly number[], attrs: NamedAttrMap) => number[];
  readonly run: (
    x: Float32Array,
    inputShape: readonly number[],
    out: Float32Array,
    attrs: NamedAttrMap,
  ) => void;
}

/**
 * Registers a loop as the kernel of tfjs's cpu and wasm backends, whose tensors JavaScript can reach without a
 * copy. For moving data around this beats a chain of stock operations by far.
 */
export const registerHostKernel = ({ kernelName, outputShape, run }: HostKernel): void => {
  if (!getKernel(kernelName, 'cpu')) {
    registerKernel({
      kernelName,
      backendName: 'cpu',
      kernelFunc: ({ inputs, attrs = {}, backend }) => {
        const x = inputs['x'] as TensorInfo;
        const cpu = backend as CpuBackend;
        const shape = outputShape(x.shape, attrs as NamedAttrMap);
        const out = new Float32Array(shape.reduce((product, side) => product * side, 1));
        run(cpu.data.get(x.dataId).values, x.shape, out, attrs as NamedAttrMap);
        return cpu.makeTensorInfo(shape, 'float32', out);
      },
    });
  }
  if (!getKernel(kernelName, 'wasm')) {
    registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs = {}, backend }) => {
        const x = inputs['x'] as TensorInfo;
        const wasm = backend as WasmBackend;
        const info = wasm.makeOutput(outputShape(x.shape, attrs as NamedAttrMap), 'float32');
        // The views are taken after the allocation, which may move the heap.
        run(wasm.typedArrayFromHeap(x), x.shape, wasm.typedArrayFromHeap(info), attrs as NamedAttrMap);
        return info;
      },
    });
  }
};
