import type { CreateContender, RuntimeName } from './contender';

/** Loaded on demand: a child process must hold nothing of the other runtimes. */
const LOADERS: Readonly<Record<RuntimeName, () => Promise<CreateContender>>> = {
  'onnxruntime-node': async () => (await import('./onnxruntime')).onnxruntimeNode,
  'onnxruntime-web': async () => (await import('./onnxruntime')).onnxruntimeWeb,
  'tfjs-wasm': async () => (await import('./stock-tfjs')).createContender,
  srkit: async () => (await import('./srkit')).createContender,
};

export const createContender: CreateContender = async (job) => (await LOADERS[job.runtime]())(job);
