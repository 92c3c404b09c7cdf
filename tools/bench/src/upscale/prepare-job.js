import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSafetensors } from '@srkit/checkpoints';
import { createNetwork, detectArchitecture, isGenerator } from '@srkit/models';
import { encodeOnnx } from '../onnx/encode-onnx';
import { exportNetwork } from '../onnx/export-network';
import { PICTURE_FILE } from '../runtimes/read-picture';
import { drawPicture } from '../shared/draw-picture';
/** Writes the case's picture and weights into `folder`, for every runtime the same; ONNX only if it can be. */
export const prepareJob = async (benchCase, folder, withOnnx) => {
    const { width, height, subject } = benchCase;
    const state = await subject.loadState();
    await writeFile(join(folder, PICTURE_FILE), drawPicture(width, height).data);
    await writeFile(join(folder, 'model.safetensors'), writeSafetensors(state, { dtype: 'F32' }));
    if (withOnnx) {
        const architecture = detectArchitecture(state);
        if (!isGenerator(architecture))
            throw new Error(`${architecture.name} does not upscale.`);
        const network = createNetwork(architecture, { deferred: true });
        const model = exportNetwork(network, state, { width, height });
        await writeFile(join(folder, 'model.onnx'), encodeOnnx(model));
    }
};
