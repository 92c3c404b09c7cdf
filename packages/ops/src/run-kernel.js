import { engine, getBackend, getKernel } from '@tensorflow/tfjs-core';
/** Whether the current backend has a kernel for an op. */
export const hasKernel = ({ kernelName }) => getKernel(kernelName, getBackend()) !== undefined;
/**
 * Runs the current backend's kernel for an op; several results come as an array.
 *
 * tfjs hands attributes through as they are, but its type for them knows neither interfaces nor typed arrays.
 */
export const runKernel = ({ kernelName }, inputs, attrs) => engine().runKernel(kernelName, { ...inputs }, { ...attrs });
