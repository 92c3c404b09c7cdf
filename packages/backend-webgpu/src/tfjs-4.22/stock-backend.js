import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
/** Methods that are overridden or called by name: all of them must be there. */
export const STOCK_METHODS = [
    'numDataIds',
    'write',
    'incRef',
    'decRef',
    'disposeData',
    'submitQueue',
    'ensureCommandEncoderReady',
    'endComputePassEncoder',
    'uploadToGPU',
    'releaseResource',
    'makeTensorInfo',
    'read',
    'readSync',
    'readToGPU',
    'runWebGPUProgram',
];
/** tfjs's class, as it is and not only as it is declared. */
export const StockBackend = WebGPUBackend;
