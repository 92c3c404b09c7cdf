import { checkpointError } from '../checkpoint-error';
import { bytesPerElement } from '../dtype';
import { MAX_NAME_LENGTH, MAX_RANK, MAX_TENSORS } from '../limits';
import { rowMajor } from '../row-major';
import { show } from '../show';
import { countElements } from '../tensor-shape';
import { ProtoCursor } from './proto-cursor';
// Field numbers of onnx.proto.
const MODEL_GRAPH = 7;
const GRAPH_NODE = 1;
const GRAPH_INITIALIZER = 5;
const NODE_INPUT = 1;
const NODE_OP_TYPE = 4;
const TENSOR = {
    dims: 1,
    type: 2,
    floats: 4,
    ints: 5,
    strings: 6,
    longs: 7,
    name: 8,
    raw: 9,
    location: 14,
};
const DTYPES = {
    1: 'F32',
    2: 'U8',
    3: 'I8',
    6: 'I32',
    7: 'I64',
    9: 'BOOL',
    10: 'F16',
    11: 'F64',
    16: 'BF16',
};
/** Inputs of these are sizes and bounds, not weights. */
const WITHOUT_WEIGHTS = new Set([
    'Resize',
    'Upsample',
    'Reshape',
    'Clip',
    'Pad',
    'Slice',
    'Unsqueeze',
    'Squeeze',
]);
/**
 * The weights of an ONNX file: its initialisers, in the order in which the graph uses them, so that networks can be told
 * whose names an exporter has replaced. Sizes and bounds that nodes take are left out.
 */
export const readOnnx = async (source, signal) => {
    const cursor = new ProtoCursor(source, signal);
    const graph = await graphOf(cursor, source);
    const uses = new Map();
    const fields = [];
    let nodes = 0;
    for await (const field of cursor.fields(graph.start, graph.end)) {
        if (field.number === GRAPH_INITIALIZER && field.kind === 'bytes')
            fields.push(field);
        if (field.number === GRAPH_NODE && field.kind === 'bytes')
            await noteUses(cursor, field, nodes++, uses);
        if (fields.length > MAX_TENSORS || nodes > MAX_TENSORS) {
            throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${source.label}: more than ${MAX_TENSORS} tensors or nodes.`);
        }
    }
    const found = [];
    for (const field of fields) {
        const tensor = await initializer(cursor, field, source);
        const use = tensor && uses.get(tensor.name);
        if (!tensor || (use && !use.isWeight))
            continue;
        found.push({ ...tensor, order: use?.order ?? Number.POSITIVE_INFINITY });
    }
    if (found.length === 0) {
        throw checkpointError('E_CHECKPOINT_NO_TENSORS', `${source.label}: the ONNX graph holds no weights.`);
    }
    found.sort((a, b) => (a.order === b.order ? 0 : a.order - b.order));
    const tensors = found.map(({ order, ...tensor }) => tensor);
    return { format: 'onnx', keys: [], selected: null, metadata: {}, tensors };
};
const graphOf = async (cursor, source) => {
    try {
        for await (const field of cursor.fields(0, source.byteLength)) {
            if (field.number === MODEL_GRAPH && field.kind === 'bytes')
                return field;
        }
    }
    catch (cause) {
        throw checkpointError('E_CHECKPOINT_ONNX', `${source.label}: this is an ONNX file without its graph: it is cut off or damaged. Get it again.`, cause);
    }
    throw checkpointError('E_CHECKPOINT_ONNX', `${source.label}: this is an ONNX file without a graph. Get it again.`);
};
const noteUses = async (cursor, node, index, uses) => {
    const inputs = [];
    let opType = '';
    for await (const field of cursor.fields(node.start, node.end)) {
        if (field.number === NODE_INPUT && inputs.length < MAX_RANK)
            inputs.push(await cursor.text(field, MAX_NAME_LENGTH));
        if (field.number === NODE_OP_TYPE)
            opType = await cursor.text(field, 64);
    }
    const isWeight = !WITHOUT_WEIGHTS.has(opType);
    for (const [i, name] of inputs.entries()) {
        const known = uses.get(name);
        if (!known)
            uses.set(name, { order: index * MAX_RANK + i, isWeight });
        else if (isWeight && !known.isWeight)
            uses.set(name, { ...known, isWeight });
    }
};
const initializer = async (cursor, field, source) => {
    const shape = [];
    let name = '';
    let type = 0;
    let data;
    let isElsewhere = false;
    for await (const part of cursor.fields(field.start, field.end)) {
        if (part.number === TENSOR.dims)
            shape.push(...(await cursor.varints(part, MAX_RANK - shape.length)));
        else if (part.number === TENSOR.type)
            type = part.value;
        else if (part.number === TENSOR.name)
            name = await cursor.text(part, MAX_NAME_LENGTH);
        else if (part.number === TENSOR.location)
            isElsewhere = part.value === 1;
        else if (part.number === TENSOR.raw || (part.number === TENSOR.floats && part.kind === 'bytes'))
            data = part;
    }
    const dtype = DTYPES[type];
    const refused = (problem) => checkpointError('E_CHECKPOINT_ONNX', `${source.label}: initialiser ${show(name)} ${problem}`);
    if (isElsewhere) {
        throw checkpointError('E_CHECKPOINT_UNSUPPORTED', `${source.label}: initialiser ${show(name)} is kept in another file, which is not read. In Python: onnx.save(onnx.load(path), newPath).`);
    }
    if (dtype === undefined)
        throw refused(`is of ONNX type ${type}, which is not read. Convert it to float32.`);
    const count = countElements(shape, dtype);
    if (typeof count === 'string')
        throw refused(`is refused: ${count}.`);
    const byteLength = count * bytesPerElement(dtype);
    if (data === undefined || data.end - data.start !== byteLength) {
        // Integers may be kept as lists of numbers; they are counts and sizes, never weights.
        if (!isFloat(dtype))
            return undefined;
        throw refused(`of ${dtype} [${shape.join(', ')}] needs ${byteLength} bytes, it has ${data ? data.end - data.start : 0}. Get the file again.`);
    }
    const { start } = data;
    // Slopes of PReLU lie as [channels, 1, 1] in files of PyTorch's exporter.
    const squeezed = shape.length === 3 && shape[1] === 1 && shape[2] === 1 ? [shape[0]] : shape;
    return {
        name,
        dtype,
        shape: squeezed,
        strides: rowMajor(squeezed),
        offset: 0,
        storage: { byteLength, read: (signal) => source.read(start, byteLength, signal) },
    };
};
const isFloat = (dtype) => /^B?F/.test(dtype);
