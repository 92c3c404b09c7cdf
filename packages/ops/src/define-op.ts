import {
  type GradFunc,
  getGradient,
  getKernel,
  type NamedAttrMap,
  registerGradient,
  registerKernel,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';

/** Backends on which the reference form of an op is registered, unless a kernel of its own stands there already. */
export const BACKENDS = ['cpu', 'wasm', 'webgl', 'webgpu', 'srkit-wasm'] as const;

/**
 * Kernels of ops that `@srkit/backend-wasm` registers itself. Nothing is registered there by their names, so that it
 * does not matter which package is loaded first.
 */
const NATIVE: Readonly<Record<string, readonly string[]>> = {
  'srkit-wasm': [
    'SrkitDeformConv2d',
    'SrkitFeatureMatch',
    'SrkitPixelShuffle',
    'SrkitPixelUnshuffle',
    'SrkitResample',
  ],
};

/** Whether a backend has, or will have, a kernel of its own. */
export const bringsKernel = (backendName: string, kernelName: string): boolean =>
  getKernel(kernelName, backendName) !== undefined || (NATIVE[backendName]?.includes(kernelName) ?? false);

export interface OpDefinition {
  /** Kernel name in tfjs's registry. */
  readonly kernelName: string;
  /** What the op means, in stock tfjs operations. Runs on every backend that has no kernel of its own. */
  readonly reference: (inputs: Record<string, Tensor>, attrs: NamedAttrMap) => Tensor;
  /** Names of the inputs the gradient reads. */
  readonly inputsToSave?: readonly string[];
  readonly gradient: GradFunc;
}

/**
 * Registers an op as a tfjs kernel with a gradient, so that `tf.grad`, `tf.tidy` and profiling treat it like
 * any other. Registering twice (a page that loads the ESM and the CommonJS build) keeps the first.
 */
export const defineOp = ({ kernelName, reference, inputsToSave, gradient }: OpDefinition): void => {
  for (const backendName of BACKENDS) {
    if (bringsKernel(backendName, kernelName)) continue;
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) =>
        tidy(() => reference(inputs as Record<string, Tensor>, (attrs ?? {}) as NamedAttrMap)),
    });
  }
  if (!getGradient(kernelName)) {
    registerGradient({ kernelName, inputsToSave: [...(inputsToSave ?? [])], gradFunc: gradient });
  }
};
