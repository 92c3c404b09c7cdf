import { ldlArtifactMap } from '@srkit/losses';
import { compareNhwc, nhwcTensor } from '../nhwc';
/** `ldl_artifact_map`. */
export const ldlArtifactMapOp = async ({ golden }) => {
    const { ksize } = golden.file.params;
    const inputs = ['gt', 'out', 'ema'].map((name) => nhwcTensor(golden, name));
    const map = ldlArtifactMap(...inputs, { ksize });
    const comparison = await compareNhwc(golden, 'map', map);
    for (const tensor of [map, ...inputs])
        tensor.dispose();
    return [comparison];
};
