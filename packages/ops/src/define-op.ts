import { type OpContract, REFERENCE_FORM } from '@srkit/core/contracts';
import {
  type GradFunc,
  getBackend,
  getGradient,
  getKernel,
  registerGradient,
  registerKernel,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { runKernel } from './run-kernel';

type Inputs<Input extends string> = Readonly<Record<Input, Tensor>>;

export interface OpDefinition<Input extends string, Attrs extends object> {
  /** What the op means, in stock tfjs operations. Runs on every backend that has no kernel of its own. */
  readonly reference: (inputs: Inputs<Input>, attrs: Attrs) => Tensor;
  /** Names of the inputs the gradient reads. */
  readonly inputsToSave?: readonly Input[];
  /** Whether the gradient reads the result. */
  readonly savesResult?: boolean;
  /** Gradients for the inputs, given that of the result; `saved` in the order of `inputsToSave`, the result last. */
  readonly gradient: (dy: Tensor, saved: Tensor[], attrs: Attrs) => Partial<Record<Input, () => Tensor>>;
}

/** An op as a function: runs the current backend's kernel. */
export type Op<Input extends string, Attrs extends object> = (inputs: Inputs<Input>, attrs: Attrs) => Tensor;

/**
 * Makes an op a tfjs kernel with a gradient, so that `tf.grad`, `tf.tidy` and profiling treat it like any other. The
 * reference form is registered for a backend that is found without a kernel when the op runs on it: a backend that is
 * loaded later, or that nobody here knows of, is served as well. Defining an op twice (a page that loads the ESM and the
 * CommonJS build) keeps the first gradient.
 */
export const defineOp = <Input extends string, Attrs extends object>(
  contract: OpContract<Input, Attrs>,
  { reference, inputsToSave = [], savesResult = false, gradient }: OpDefinition<Input, Attrs>,
): Op<Input, Attrs> => {
  const { kernelName } = contract;
  if (!getGradient(kernelName)) {
    const gradFunc: GradFunc = (dy, saved, attrs) =>
      gradient(dy as Tensor, saved, attrs as object as Attrs) as ReturnType<GradFunc>;
    registerGradient({
      kernelName,
      inputsToSave: [...inputsToSave],
      outputsToSave: [savesResult],
      gradFunc,
    });
  }
  return (inputs, attrs) => {
    const backendName = getBackend();
    if (!getKernel(kernelName, backendName)) {
      const kernel = {
        kernelName,
        backendName,
        kernelFunc: (given: { inputs: object; attrs?: object }) =>
          tidy(() => reference(given.inputs as Inputs<Input>, given.attrs as Attrs)),
        [REFERENCE_FORM]: true,
      };
      registerKernel(kernel);
    }
    return runKernel(contract, inputs, attrs) as Tensor;
  };
};
