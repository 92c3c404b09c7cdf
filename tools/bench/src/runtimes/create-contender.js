/** Loaded on demand: a child process must hold nothing of the other runtimes. */
const LOADERS = {
    'onnxruntime-node': async () => (await import('./onnxruntime')).onnxruntimeNode,
    'onnxruntime-web': async () => (await import('./onnxruntime')).onnxruntimeWeb,
    'tfjs-wasm': async () => (await import('./stock-tfjs')).createContender,
    srkit: async () => (await import('./srkit')).createContender,
};
export const createContender = async (job) => (await LOADERS[job.runtime]())(job);
