import '@tensorflow/tfjs-backend-cpu';
import { RRDBNet, SRVGGNetCompact } from '@srkit/models';
import { add, concat, conv2d, image, leakyRelu, memory, mul, prelu, randomUniform, relu, reshape, setBackend, tensor, tidy, transpose, } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { exportNetwork, INPUT_NAME } from './export-network';
const isText = (value, text) => new TextDecoder().decode(value) === text;
/** ONNX's operators on NCHW tensors, as its specification has them, for the attributes that are written. */
const OPERATORS = {
    Conv: ([x, w, b], { pads, strides }) => {
        const [side, stride] = [pads[0], strides[0]];
        const y = conv2d(transpose(x, [0, 2, 3, 1]), transpose(w, [2, 3, 1, 0]), stride, [
            [0, 0],
            [side, side],
            [side, side],
            [0, 0],
        ]);
        return transpose(add(y, b), [0, 3, 1, 2]);
    },
    Relu: ([x]) => relu(x),
    LeakyRelu: ([x], { alpha }) => leakyRelu(x, alpha),
    PRelu: ([x, slope]) => prelu(x, slope),
    Add: ([a, b]) => add(a, b),
    Mul: ([a, b]) => mul(a, b),
    Concat: (inputs, { axis }) => concat(inputs, axis),
    DepthToSpace: ([x], { blocksize, mode }) => {
        expect(isText(mode, 'CRD')).toBe(true);
        const [n, c, h, w] = x.shape;
        const s = blocksize;
        const blocks = reshape(x, [n, c / s ** 2, s, s, h, w]);
        return reshape(transpose(blocks, [0, 1, 4, 2, 5, 3]), [n, c / s ** 2, h * s, w * s]);
    },
    Resize: ([x, , scales], { mode, nearest_mode, coordinate_transformation_mode }) => {
        expect([mode, nearest_mode, coordinate_transformation_mode].map((v) => isText(v, 'nearest') || isText(v, 'floor') || isText(v, 'asymmetric'))).toEqual([true, true, true]);
        const [, , h, w] = x.shape;
        const [, , down, right] = scales.dataSync();
        const picture = transpose(x, [0, 2, 3, 1]);
        const y = image.resizeNearestNeighbor(picture, [h * down, w * right]);
        return transpose(y, [0, 3, 1, 2]);
    },
};
/** The model's only output for an NCHW picture. */
const evaluate = ({ graph }, picture) => {
    const values = new Map([[INPUT_NAME, picture]]);
    for (const { name, dims, raw_data } of graph.initializer) {
        const floats = new Float32Array(raw_data.buffer, raw_data.byteOffset, raw_data.byteLength / 4);
        values.set(name, tensor(floats, dims));
    }
    for (const { op_type, input, output, attribute } of graph.node) {
        const attributes = Object.fromEntries(attribute.map(({ name, i, f, s, ints }) => [name, i ?? f ?? s ?? ints]));
        const inputs = input.map((name) => values.get(name));
        expect(input.filter((name) => name !== '' && !values.has(name))).toEqual([]);
        values.set(output[0], OPERATORS[op_type](inputs, attributes));
    }
    return values.get(graph.output[0].name);
};
beforeAll(() => setBackend('cpu'));
describe.each([
    ['RRDBNet', () => new RRDBNet({ numFeat: 4, numGrowCh: 2, numBlock: 2 }, { seed: 1 })],
    [
        'RRDBNet x8',
        () => new RRDBNet({ numFeat: 4, numGrowCh: 2, numBlock: 1, scale: 8, numUp: 3 }, { seed: 1 }),
    ],
    ['SRVGGNetCompact', () => new SRVGGNetCompact({ numFeat: 4, numConv: 2 }, { seed: 1 })],
    [
        'with leaky ReLU',
        () => new SRVGGNetCompact({ numFeat: 4, numConv: 1, upscale: 2, actType: 'leakyrelu' }, { seed: 1 }),
    ],
    [
        'with ReLU',
        () => new SRVGGNetCompact({ numFeat: 4, numConv: 1, upscale: 3, actType: 'relu' }, { seed: 1 }),
    ],
])('%s as ONNX', (_, create) => {
    test('computes what the network does', async () => {
        const before = memory().numTensors;
        const network = create();
        const model = exportNetwork(network, await network.stateDict(), { width: 6, height: 5 });
        const picture = randomUniform([1, 5, 6, 3], 0, 1, 'float32', 2);
        const [ours, theirs] = [
            network.forward(picture),
            tidy(() => transpose(evaluate(model, transpose(picture, [0, 3, 1, 2])), [0, 2, 3, 1])),
        ];
        expect(theirs.shape).toEqual(ours.shape);
        const [a, b] = [await ours.data(), await theirs.data()];
        expect(Math.max(...a.map((v, i) => Math.abs(v - b[i])))).toBeLessThan(1e-6);
        const [, height, width] = ours.shape;
        expect(JSON.stringify(model.graph.output[0]?.type)).toContain(`{"dim_value":${height}},{"dim_value":${width}}`);
        for (const tensor of [picture, ours, theirs])
            tensor.dispose();
        network.dispose();
        expect(memory().numTensors).toBe(before);
    });
});
test('what is not written yet is refused by name', async () => {
    const network = new RRDBNet({ numFeat: 4, numGrowCh: 2, numBlock: 1, scale: 2 }, { seed: 1 });
    const state = await network.stateDict();
    expect(() => exportNetwork(network, state, { width: 6, height: 6 })).toThrow(/'pixelUnshuffle'/);
    network.dispose();
});
