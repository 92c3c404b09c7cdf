import '@srkit/backend-wasm';
import '@tensorflow/tfjs';
import { vggLayers } from '@srkit/models';
import { grad, memory, setBackend, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawPair } from '../testing/draw-pair';
import { hashState } from '../testing/hash-state';
import { Dists } from './dists';
import { Lpips } from './lpips';
const ALEX = [
    ['0', 64, 3, 11],
    ['3', 192, 64, 5],
    ['6', 384, 192, 3],
    ['8', 256, 384, 3],
    ['10', 256, 256, 3],
];
const BACKBONES = {
    alex: () => hashState(ALEX.flatMap(([index, out, into, side]) => [
        [`features.${index}.weight`, [out, into, side, side]],
        [`features.${index}.bias`, [out]],
    ])),
    vgg: () => hashState(vggLayers('vgg16', 'conv5_3').flatMap((layer) => layer.kind === 'conv'
        ? [
            [`features.${layer.index}.weight`, [layer.outChannels, layer.inChannels, 3, 3]],
            [`features.${layer.index}.bias`, [layer.outChannels]],
        ]
        : [])),
};
const headsOf = (channels) => hashState(channels.map((c, i) => [`lin${i}.model.1.weight`, [1, c, 1, 1]]), true);
const HEADS = {
    alex: headsOf([64, 192, 384, 256, 256]),
    vgg: headsOf([64, 128, 256, 512, 512]),
};
const lpipsOf = (net) => new Lpips({ net, backbone: BACKBONES[net](), heads: HEADS[net] });
beforeAll(async () => {
    await setBackend('srkit-wasm');
});
// Figures of PyTorch with the same weights and pictures.
describe.each([
    ['alex', 0.00994630716741085],
    ['vgg', 0.01261564064770937],
])('LPIPS on %s', (net, expected) => {
    test('is what PyTorch computes, 0 for equal pictures, and leaves no tensor', async () => {
        const before = memory().numTensors;
        const lpips = lpipsOf(net);
        const loaded = memory().numTensors;
        const [a, b] = drawPair(96, 80);
        expect(await lpips.measure(a, b)).toBeCloseTo(expected, 6);
        expect(await lpips.measure(a, a)).toBe(0);
        await expect(lpips.measure(a, b, { crop: 39 })).rejects.toThrow(/sides of (63|16) or more/);
        expect(memory().numTensors).toBe(loaded);
        lpips.dispose();
        expect(memory().numTensors).toBe(before);
    });
});
test('LPIPS is a loss: its gradient points to where it grows', async () => {
    const lpips = lpipsOf('alex');
    const [first, second] = drawPair(64, 64).map(({ data }) => tensor4d(Float32Array.from(data, (v) => v / 255), [1, 64, 64, 3]));
    const distance = async (x) => (await lpips.forward(x, first).data())[0];
    const slope = tidy(() => grad((x) => lpips.forward(x, first).sum())(second));
    const step = 1e-2 / Math.sqrt((await slope.square().sum().data())[0]);
    const nearer = tidy(() => second.sub(slope.mul(step)));
    expect(await distance(nearer)).toBeLessThan(await distance(second));
    lpips.dispose();
});
test('DISTS is what PyTorch computes, and 0 for equal pictures', async () => {
    const weights = hashState([
        ['alpha', [1, 1475, 1, 1]],
        ['beta', [1, 1475, 1, 1]],
    ], true);
    const dists = new Dists({ backbone: BACKBONES.vgg(), weights });
    const [a, b] = drawPair(96, 80);
    expect(await dists.measure(a, b)).toBeCloseTo(0.005835890769958496, 5);
    expect(await dists.measure(a, a)).toBeCloseTo(0, 5);
    dists.dispose();
});
test('weights of another backbone are refused, and nothing stays behind', () => {
    const before = memory().numTensors;
    expect(() => new Lpips({ net: 'alex', backbone: BACKBONES.vgg(), heads: HEADS.alex })).toThrow(/AlexNetFeatures/);
    expect(() => new Lpips({ net: 'vgg', backbone: BACKBONES.vgg(), heads: HEADS.alex })).toThrow(/'lin1.model.1.weight' has 192 values, expected 128/);
    expect(() => new Lpips({ net: 'squeeze', backbone: new Map(), heads: new Map() })).toThrow(/'squeeze'/);
    expect(memory().numTensors).toBe(before);
});
