import { checkpointError } from '../checkpoint-error';
import { bytesPerElement } from '../dtype';
import { MAX_PARAM_BYTES } from '../limits';
import { rowMajor } from '../row-major';
import { show } from '../show';
import { countElements } from '../tensor-shape';
import { parseParam } from './parse-param';
/** What stands before the weights of a convolution: nothing special, or halves. Little-endian uint32. */
const FLOAT32_FLAG = 0;
const FLOAT16_FLAG = 0x01306b47;
const FLAG_BYTES = 4;
const partsOf = (layer) => {
    const weight = `${layer.name}.weight`;
    if (layer.kind === 'prelu')
        return [{ name: weight, shape: [layer.slopes], isFlagged: false }];
    const bias = { name: `${layer.name}.bias`, shape: [layer.shape[0]], isFlagged: false };
    return [{ name: weight, shape: layer.shape, isFlagged: true }, ...(layer.hasBias ? [bias] : [])];
};
/**
 * An ncnn network of convolutions and PReLUs: `.param` describes the layers, `.bin` has their weights one after the
 * other. Tensors are named by their layers (`Conv_0.weight`), in the network's order. Halves stay the float16 values
 * that they are, although converters cut rather than rounded them.
 */
export const readNcnn = async (param, bin, signal) => {
    if (param.byteLength > MAX_PARAM_BYTES) {
        throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${param.label}: ${param.byteLength} bytes; at most ${MAX_PARAM_BYTES} are read as a description.`);
    }
    const text = new TextDecoder().decode(await param.read(0, param.byteLength, signal));
    const tensors = [];
    let at = 0;
    for (const part of parseParam(text, param.label).flatMap(partsOf)) {
        const { name, shape, isFlagged } = part;
        const dtype = isFlagged ? await dtypeAt(bin, at, name, signal) : 'F32';
        if (isFlagged)
            at += FLAG_BYTES;
        const count = countElements(shape, dtype);
        if (typeof count === 'string') {
            throw checkpointError('E_CHECKPOINT_TENSOR', `${param.label}: ${show(name)} is refused: ${count}.`);
        }
        const byteLength = count * bytesPerElement(dtype);
        assertInside(bin, at + byteLength, name);
        tensors.push({
            name,
            dtype,
            shape,
            strides: rowMajor(shape),
            offset: 0,
            storage: storageAt(bin, at, byteLength),
        });
        // Each block begins at a multiple of four.
        at += Math.ceil(byteLength / 4) * 4;
    }
    if (tensors.length === 0) {
        throw checkpointError('E_CHECKPOINT_NO_TENSORS', `${param.label}: it describes no layer with weights.`);
    }
    if (at !== bin.byteLength) {
        throw checkpointError('E_CHECKPOINT_STORAGE', `${bin.label}: the layers of ${param.label} take ${at} bytes, it has ${bin.byteLength}. The two do not belong together.`);
    }
    return { format: 'ncnn', keys: [], selected: null, metadata: {}, tensors };
};
const storageAt = (bin, offset, byteLength) => ({
    byteLength,
    read: (signal) => bin.read(offset, byteLength, signal),
});
const dtypeAt = async (bin, at, name, signal) => {
    assertInside(bin, at + FLAG_BYTES, name);
    const bytes = await bin.read(at, FLAG_BYTES, signal);
    const flag = new DataView(bytes.buffer, bytes.byteOffset, FLAG_BYTES).getUint32(0, true);
    if (flag === FLOAT32_FLAG)
        return 'F32';
    if (flag === FLOAT16_FLAG)
        return 'F16';
    throw checkpointError('E_CHECKPOINT_UNSUPPORTED', `${bin.label}: ${show(name)} at byte ${at} is kept in form 0x${flag.toString(16)}; float32 and float16 are read. It is quantised, damaged, or not the .bin of this .param.`);
};
const assertInside = (bin, end, name) => {
    if (end <= bin.byteLength)
        return;
    throw checkpointError('E_CHECKPOINT_TRUNCATED', `${bin.label}: ${show(name)} reaches to byte ${end}, the file ends at ${bin.byteLength}. It is cut off, or not the .bin of this .param.`);
};
