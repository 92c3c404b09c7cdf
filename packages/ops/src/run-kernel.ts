import type { OpContract } from '@srkit/core/contracts';
import { engine, getBackend, getKernel, type NamedAttrMap, type Tensor } from '@tensorflow/tfjs-core';

/** Whether the current backend has a kernel for an op. */
export const hasKernel = ({ kernelName }: OpContract): boolean =>
  getKernel(kernelName, getBackend()) !== undefined;

/**
 * Runs the current backend's kernel for an op; several results come as an array.
 *
 * tfjs hands attributes through as they are, but its type for them knows neither interfaces nor typed arrays.
 */
export const runKernel = <Input extends string, Attrs extends object>(
  { kernelName }: OpContract<Input, Attrs>,
  inputs: Readonly<Record<Input, Tensor>>,
  attrs: Attrs,
): Tensor | Tensor[] => engine().runKernel(kernelName, { ...inputs }, { ...attrs } as NamedAttrMap);
