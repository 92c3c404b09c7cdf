/** In the registry's entry of a kernel that is an op's reference form. A symbol of all copies of this package. */
export const REFERENCE_FORM = Symbol.for('srkit.reference-form');
/**
 * Whether a registered kernel is an op's reference form: a backend's own takes its place, whichever was loaded first.
 *
 * @param kernel What tfjs's `getKernel` returns.
 */
export const isReferenceForm = (kernel) => REFERENCE_FORM in kernel;
