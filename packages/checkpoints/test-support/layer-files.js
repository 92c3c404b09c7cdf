import { concat, utf8 } from './zip-builder';
const raw = (values) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
/** ncnn's two files. With `halves` the weights of convolutions are kept as float16 bit patterns. */
export const ncnnFiles = (layers, halves) => {
    const lines = ['Input            data             0 1 data'];
    const parts = [];
    for (const [i, layer] of layers.entries()) {
        const blobs = `1 1 ${i === 0 ? 'data' : i} ${i + 1}`;
        if ('prelu' in layer) {
            lines.push(`PReLU PRelu_${i} ${blobs} 0=${layer.prelu.length}`);
            parts.push(raw(layer.prelu));
            continue;
        }
        const [outputs, inputs] = layer.conv;
        lines.push(`Convolution Conv_${i} ${blobs} 0=${outputs} 1=3 4=1 5=1 6=${outputs * inputs * 9}`);
        const weight = raw(halves ? halves(layer.weight) : layer.weight);
        const flag = new Uint8Array(Uint32Array.of(halves ? 0x01306b47 : 0).buffer);
        parts.push(flag, weight, new Uint8Array((4 - (weight.length % 4)) % 4), raw(layer.bias));
    }
    const text = `7767517\n${lines.length} ${lines.length}\n${lines.join('\n')}\n`;
    return { param: concat(utf8(text)), bin: concat(...parts) };
};
const varint = (value) => {
    const bytes = [];
    for (let rest = value;; rest = Math.floor(rest / 128)) {
        if (rest < 128)
            return new Uint8Array([...bytes, rest]);
        bytes.push((rest % 128) + 128);
    }
};
export const number = (field, value) => concat(varint(field * 8), varint(value));
/** A length-delimited field. */
export const protoBytes = (field, ...parts) => {
    const content = concat(...parts);
    return concat(varint(field * 8 + 2), varint(content.length), content);
};
/** A tensor of the graph; `asFloats` keeps its elements as a packed list instead of raw bytes. */
const initializer = (name, shape, values, asFloats = false) => protoBytes(5, ...shape.map((n) => number(1, n)), number(2, 1), protoBytes(8, utf8(name)), protoBytes(asFloats ? 4 : 9, raw(values)));
/** An ONNX file as PyTorch's exporter writes it, its initialisers in another order than its nodes. */
export const onnxFile = (layers, name) => {
    const nodes = [];
    const tensors = [];
    for (const [i, layer] of layers.entries()) {
        const inputs = (names) => [String(i), ...names].map((input) => protoBytes(1, utf8(input)));
        if ('prelu' in layer) {
            nodes.push(protoBytes(1, ...inputs([name(i, 'weight')]), protoBytes(2, utf8(String(i + 1))), protoBytes(4, utf8('PRelu'))));
            tensors.push(initializer(name(i, 'weight'), [layer.prelu.length, 1, 1], layer.prelu));
            continue;
        }
        const names = [name(i, 'weight'), name(i, 'bias')];
        nodes.push(protoBytes(1, ...inputs(names), protoBytes(2, utf8(String(i + 1))), protoBytes(4, utf8('Conv'))));
        tensors.push(initializer(names[0], [...layer.conv, 3, 3], layer.weight));
        tensors.push(initializer(names[1], [layer.conv[0]], layer.bias, true));
    }
    const resize = protoBytes(1, ...['x', 'roi', 'scales'].map((input) => protoBytes(1, utf8(input))), protoBytes(4, utf8('Resize')));
    tensors.push(initializer('scales', [4], Float32Array.of(1, 1, 4, 4)));
    return concat(number(1, 7), protoBytes(2, utf8('pytorch')), protoBytes(7, ...nodes, resize, ...tensors.reverse()));
};
