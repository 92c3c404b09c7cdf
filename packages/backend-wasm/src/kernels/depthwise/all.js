import { depthwiseConv2d, fusedDepthwiseConv2d } from './depthwise-conv2d';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwise-gradients';
/** Convolutions with a filter of its own for every channel. */
export const DEPTHWISE_KERNELS = [
    depthwiseConv2d,
    fusedDepthwiseConv2d,
    depthwiseBackpropInput,
    depthwiseBackpropFilter,
];
