import { isReferenceForm, type OpContract } from '@srkit/core/contracts';
import { engine, getBackend, getKernel, type NamedAttrMap, type Tensor } from '@tensorflow/tfjs-core';

/** Whether the current backend has a kernel of its own for an op, not just its reference form. */
export const hasKernel = <Input extends string, Attrs extends object>({
  kernelName,
}: OpContract<Input, Attrs>): boolean => {
  const kernel = getKernel(kernelName, getBackend());
  return kernel !== undefined && !isReferenceForm(kernel);
};

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
