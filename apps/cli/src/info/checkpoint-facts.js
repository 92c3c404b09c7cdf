import { openCheckpoint } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import { isGenerator, recogniseNetwork } from '@srkit/models';
import { formatBytes } from '../terminal/progress-bar';
/** Names of the networks that enlarge with the help of references, all by 4. */
const REFERENCE_NETWORKS = ['RestorationNet', 'MRAPARestorationNet'];
const REFERENCE_SCALE = 4;
/** The scale of a recognised network, which each paper's config calls by a name of its own; 1 for what does not enlarge. */
export const scaleOf = (architecture) => {
    if (!isGenerator(architecture))
        return REFERENCE_NETWORKS.includes(architecture.name) ? REFERENCE_SCALE : 1;
    return architecture.name === 'RRDBNet' ? architecture.config.scale : architecture.config.upscale;
};
const recognise = (tensors) => {
    try {
        const architecture = recogniseNetwork(new Map(tensors.map((tensor) => [tensor.name, tensor])));
        const { name, config } = architecture;
        return { architecture: { name, scale: scaleOf(architecture), config }, note: undefined };
    }
    catch (error) {
        if (!(error instanceof CheckpointError))
            throw error;
        return { architecture: null, note: error.message };
    }
};
/** Reads a checkpoint's listing; the tensors themselves stay where they are. */
export const checkpointFacts = async (file, { key, listTensors, signal }) => {
    const checkpoint = await openCheckpoint(file, { key, signal });
    try {
        const { format, byteLength, keys, selected, tensors, metadata } = checkpoint;
        const dtypes = {};
        let parameters = 0;
        for (const { dtype, shape } of tensors) {
            dtypes[dtype] = (dtypes[dtype] ?? 0) + 1;
            parameters += shape.reduce((product, side) => product * side, 1);
        }
        return {
            kind: 'checkpoint',
            file,
            format,
            bytes: byteLength,
            keys,
            selected,
            ...recognise(tensors),
            tensors: { count: tensors.length, parameters, dtypes, list: listTensors ? tensors : undefined },
            // PyTorch files hold whole training states here, which are no description of the file.
            metadata: format === 'safetensors' ? metadata : undefined,
        };
    }
    finally {
        await checkpoint.close();
    }
};
const listed = (record) => Object.entries(record)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
export const checkpointLines = (facts) => {
    const { file, format, bytes, keys, selected, architecture, note, tensors, metadata } = facts;
    return [
        `${file}: ${format} checkpoint, ${formatBytes(bytes)}`,
        `keys          ${keys.length > 0 ? keys.join(', ') : 'none'}${selected === null ? '' : ` (taken: ${selected})`}`,
        architecture
            ? `architecture  ${architecture.name} x${architecture.scale} (${listed(architecture.config)})`
            : `architecture  not known. ${note}`,
        `tensors       ${tensors.count}, ${tensors.parameters.toLocaleString('en')} values (${listed(tensors.dtypes)})`,
        ...(metadata && Object.keys(metadata).length > 0 ? [`metadata      ${listed(metadata)}`] : []),
        ...(tensors.list ?? []).map(({ name, dtype, shape }) => `  ${name}  ${dtype}  ${shape.join('x') || 'scalar'}`),
    ];
};
