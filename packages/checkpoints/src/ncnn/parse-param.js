import { checkpointError } from '../checkpoint-error';
import { MAX_TENSORS } from '../limits';
import { show } from '../show';
/** The first line of every ncnn text description. */
export const PARAM_MAGIC = '7767517';
/** Layers that keep nothing in the `.bin`; of all others it is unknown how many bytes they take. */
const WITHOUT_WEIGHTS = new Set(('Input Split ReLU BinaryOp UnaryOp Concat Interp PixelShuffle Eltwise Crop Padding Pooling Reshape Permute ' +
    'Slice Sigmoid TanH Noop HardSwish HardSigmoid Swish GELU Clip Packing Cast Softmax Flatten Squeeze ExpandDims ' +
    'Reorg ShuffleChannel Dropout Reduction').split(' '));
const refused = (label, problem) => checkpointError('E_CHECKPOINT_NCNN', `${label}: ${problem}`);
const DAMAGED = 'The description is cut off or damaged: get it again.';
/**
 * Reads ncnn's text description: the magic number, the number of layers and blobs, then a line for each layer: type,
 * name, number of inputs and outputs, their names, and `key=value` parameters.
 */
export const parseParam = (text, label) => {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
    if (lines[0]?.trim() !== PARAM_MAGIC)
        throw refused(label, `expected ${PARAM_MAGIC} in its first line. ${DAMAGED}`);
    const [layerCount] = (lines[1] ?? '').trim().split(/\s+/).map(Number);
    const found = lines.length - 2;
    if (layerCount !== found || found > MAX_TENSORS) {
        throw refused(label, `it announces ${show(lines[1] ?? '')} layers and blobs and has ${found} layers. ${DAMAGED}`);
    }
    return lines.slice(2).flatMap((line) => {
        const [type = '', name = '', ...rest] = line.trim().split(/\s+/);
        if (WITHOUT_WEIGHTS.has(type))
            return [];
        const value = parameters(rest, name, label);
        if (type === 'PReLU')
            return [{ kind: 'prelu', name, slopes: value(0) }];
        if (type === 'Convolution')
            return [convolution(name, value, label)];
        throw checkpointError('E_CHECKPOINT_UNSUPPORTED', `${label}: layer ${show(name)} is a ${show(type)}; convolutions and PReLU are what is read of ncnn networks. Get the network's PyTorch file.`);
    });
};
const parameters = (words, name, label) => {
    const [inputs, outputs] = words.slice(0, 2).map(Number);
    const pairs = new Map(words.slice(2 + inputs + outputs).map((word) => word.split('=', 2)));
    return (key, otherwise = 0) => {
        const text = pairs.get(String(key));
        const value = text === undefined ? otherwise : Number(text);
        if (Number.isSafeInteger(value) && value >= 0)
            return value;
        throw refused(label, `layer ${show(name)} has ${show(`${key}=${text}`)}, expected a count. ${DAMAGED}`);
    };
};
const convolution = (name, value, label) => {
    const outputs = value(0);
    const width = value(1);
    const height = value(11, width);
    const inputs = value(6) / (outputs * width * height);
    if (value(8) !== 0) {
        throw checkpointError('E_CHECKPOINT_UNSUPPORTED', `${label}: layer ${show(name)} is quantised to 8 bits, which is not read. Get the float16 or float32 files.`);
    }
    if (Number.isSafeInteger(inputs) && inputs > 0) {
        return { kind: 'conv', name, shape: [outputs, inputs, height, width], hasBias: value(5) !== 0 };
    }
    throw refused(label, `layer ${show(name)} has ${value(6)} weights for ${outputs} kernels of ${height}x${width}. ${DAMAGED}`);
};
