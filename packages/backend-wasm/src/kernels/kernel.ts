import {
  type Attribute,
  getKernel,
  type KernelConfig,
  type KernelFunc,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { SrkitWasmBackend } from '../backend';

export const BACKEND_NAME = 'srkit-wasm';

export interface KernelCall<Inputs, Attrs> {
  readonly backend: SrkitWasmBackend;
  readonly inputs: Inputs;
  readonly attrs: Attrs;
}

/**
 * A kernel of ours. It returns undefined for what it does not take (another dtype, a rare option): tfjs's cpu kernel
 * of the same name then does it.
 */
export const defineKernel = <Inputs, Attrs>(
  kernelName: string,
  compute: (call: KernelCall<Inputs, Attrs>) => TensorInfo | TensorInfo[] | undefined,
): KernelConfig => ({
  kernelName,
  backendName: BACKEND_NAME,
  kernelFunc: (params: Parameters<KernelFunc>[0]) => {
    const backend = params.backend as SrkitWasmBackend;
    const computed = backend.attempt(() =>
      compute({
        backend,
        inputs: params.inputs as Inputs,
        attrs: (params.attrs ?? {}) as NamedAttrMap & Record<string, Attribute> as Attrs,
      }),
    );
    if (computed) return computed;
    const floor = getKernel(kernelName, 'cpu');
    if (!floor) throw new Error(`tfjs's cpu backend has no kernel '${kernelName}'`);
    return floor.kernelFunc(params);
  },
});

/** Whether all tensors are float32. */
export const allFloat = (...infos: readonly (TensorInfo | undefined)[]): boolean =>
  infos.every((info) => info === undefined || info.dtype === 'float32');
