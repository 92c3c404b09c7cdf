/** Lengths of a tensor's axes. */
export type Shape = readonly number[];

/**
 * What an op is to those who call it, differentiate it or compute it: nothing of how it is computed. A backend that has
 * a kernel of its own registers it under the contract's name; `@srkit/ops` defines what the op means.
 */
export interface OpContract<Input extends string = string, Attrs extends object = object> {
  /** Name in tfjs's registry. */
  readonly kernelName: string;
  /** Names of the inputs; float32, where the contract does not say otherwise. */
  readonly inputs: readonly Input[];
  /** Shape of the result, given those of the inputs; they fit each other, the caller has checked them. */
  outputShape(shapes: Readonly<Record<Input, Shape>>, attrs: Attrs): number[];
}

/** In the registry's entry of a kernel that is an op's reference form. A symbol of all copies of this package. */
export const REFERENCE_FORM: unique symbol = Symbol.for('srkit.reference-form');

/**
 * Whether a registered kernel is an op's reference form: a backend's own takes its place, whichever was loaded first.
 *
 * @param kernel What tfjs's `getKernel` returns.
 */
export const isReferenceForm = (kernel: object): boolean => REFERENCE_FORM in kernel;
