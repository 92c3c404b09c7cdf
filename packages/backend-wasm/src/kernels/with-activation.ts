import { getKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import type { SrkitWasmBackend } from '../backend';
import { type Epilogue, epilogueOf } from '../convolution/epilogue';
import { BACKEND_NAME } from './kernel';

/** tfjs's kernels of the activations that products and convolutions do not apply themselves. */
const SEPARATE: Readonly<Record<string, string>> = { elu: 'Elu', sigmoid: 'Sigmoid' };

/** Inputs that tfjs's fused kernels have in common. */
export interface FusedInputs {
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

interface FusedAttrs {
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
}

/**
 * What `compute` gives with the bias and activation of a fused kernel; undefined where that has to be left to another
 * backend.
 */
export const withActivation = (
  backend: SrkitWasmBackend,
  outChannels: number,
  { bias, preluActivationWeights }: FusedInputs,
  { activation, leakyreluAlpha }: FusedAttrs,
  compute: (epilogue: Epilogue) => TensorInfo,
): TensorInfo | undefined => {
  const separate = activation && Object.hasOwn(SEPARATE, activation) ? SEPARATE[activation] : undefined;
  const epilogue = epilogueOf(backend, {
    outChannels,
    bias,
    activation: separate ? 'linear' : activation,
    leakyreluAlpha,
    preluActivationWeights,
  });
  if (!epilogue) return undefined;
  const y = compute(epilogue);
  if (!separate) return y;
  const activated = getKernel(separate, BACKEND_NAME).kernelFunc({ inputs: { x: y }, backend }) as TensorInfo;
  backend.disposeData(y.dataId);
  return activated;
};
