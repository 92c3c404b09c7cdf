import { adamStep } from './adam-step';
import { biasPrelu, biasPreluGradients } from './bias-prelu';
import { conv2d } from './conv2d';
import { conv2dBackpropFilter, conv2dBackpropInput } from './conv2d-gradients';
import { deformColumns, deformPictureGradient, deformSamplingGradient } from './deform-columns';
import { matchMerge, matchRows } from './match-rows';
import { residualDenseBlock } from './residual-dense-block';
export const STOCK_KERNELS = [
    { kernelName: 'Conv2D', make: conv2d },
    { kernelName: 'FusedConv2D', make: conv2d },
    { kernelName: 'Conv2DBackpropInput', make: conv2dBackpropInput },
    { kernelName: 'Conv2DBackpropFilter', make: conv2dBackpropFilter },
];
export const OP_KERNELS = [
    residualDenseBlock,
    adamStep,
    biasPrelu,
    biasPreluGradients,
    deformColumns,
    deformPictureGradient,
    deformSamplingGradient,
    matchRows,
    matchMerge,
];
