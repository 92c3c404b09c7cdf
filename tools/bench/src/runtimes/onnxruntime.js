import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { INPUT_NAME } from '../onnx/export-network';
import { loadPeer } from '../shared/peers';
import { readNchw } from './read-picture';
const create = (name) => async (job) => {
    const ort = loadPeer(name);
    const onWeb = name === 'onnxruntime-web';
    if (onWeb)
        ort.env.wasm.numThreads = job.threads;
    const session = await ort.InferenceSession.create(await readFile(join(job.folder, 'model.onnx')), {
        executionProviders: [onWeb ? 'wasm' : 'cpu'],
        graphOptimizationLevel: 'all',
        intraOpNumThreads: job.threads,
        interOpNumThreads: 1,
    });
    const outputName = session.outputNames[0] ?? '';
    const input = readNchw(job);
    const run = async () => {
        const picture = new ort.Tensor('float32', input, [1, 3, job.height, job.width]);
        const output = (await session.run({ [INPUT_NAME]: picture }))[outputName];
        if (!output)
            throw new Error(`${name} gave no '${outputName}'.`);
        return output.data;
    };
    return {
        run,
        verify: async () => ({ layout: 'nchw', data: await run() }),
        about: () => `${onWeb ? 'wasm' : 'cpu'}, ${job.threads} threads`,
    };
};
/** ONNX Runtime's native build. */
export const onnxruntimeNode = create('onnxruntime-node');
/** ONNX Runtime's WebAssembly build, in Node. */
export const onnxruntimeWeb = create('onnxruntime-web');
