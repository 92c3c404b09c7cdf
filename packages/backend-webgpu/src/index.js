import { registerWebGpu } from './register';
registerWebGpu();
export { WebGpuBackend } from './backend';
export { startWebGpu } from './register';
