import '@srkit/backend-wasm';
import '@tensorflow/tfjs';
import type { StateDict } from '@srkit/checkpoints';
import type { Raster } from '@srkit/core';
import { vggLayers } from '@srkit/models';
import { memory, setBackend, type Tensor4D, tensor4d, zerosLike } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawPair } from '../testing/draw-pair';
import { expectSlope } from '../testing/expect-slope';
import { hashState } from '../testing/hash-state';
import { Dists } from './dists';
import type { Backbone } from './features';
import { Lpips } from './lpips';

const ALEX = [
  ['0', 64, 3, 11],
  ['3', 192, 64, 5],
  ['6', 384, 192, 3],
  ['8', 256, 384, 3],
  ['10', 256, 256, 3],
] as const;

const BACKBONES = {
  alex: () =>
    hashState(
      ALEX.flatMap(([index, out, into, side]) => [
        [`features.${index}.weight`, [out, into, side, side]] as const,
        [`features.${index}.bias`, [out]] as const,
      ]),
    ),
  vgg: () =>
    hashState(
      vggLayers('vgg16', 'conv5_3').flatMap((layer) =>
        layer.kind === 'conv'
          ? [
              [`features.${layer.index}.weight`, [layer.outChannels, layer.inChannels, 3, 3]] as const,
              [`features.${layer.index}.bias`, [layer.outChannels]] as const,
            ]
          : [],
      ),
    ),
};

const headsOf = (channels: readonly number[]) =>
  hashState(
    channels.map((c, i) => [`lin${i}.model.1.weight`, [1, c, 1, 1]] as const),
    true,
  );
const HEADS = {
  alex: headsOf([64, 192, 384, 256, 256]),
  vgg: headsOf([64, 128, 256, 512, 512]),
};

/** Weights of a network that answers everything with zeros. */
const silent = (state: StateDict): StateDict =>
  new Map(
    [...state].map(([name, tensor]) => [name, { ...tensor, data: new Float32Array(tensor.data.length) }]),
  );

const lpipsOf = (net: Backbone) => new Lpips({ net, backbone: BACKBONES[net](), heads: HEADS[net] });

beforeAll(async () => {
  await setBackend('srkit-wasm');
});

// Figures of PyTorch with the same weights and pictures.
describe.each([
  ['alex', 0.00994630716741085],
  ['vgg', 0.01261564064770937],
] as const)('LPIPS on %s', (net, expected) => {
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

const tensorOf = ({ width, height, data }: Raster): Tensor4D =>
  tensor4d(
    Float32Array.from(data, (v) => v / 255),
    [1, height, width, 3],
  );

// Slopes of PyTorch, in double precision, with respect to the second picture.
test.each([
  ['alex', 0.00847869140014773, 0.012260726346111788],
  ['vgg', -0.0006915775114900565, 0.008000499825267172],
] as const)(
  'LPIPS on %s is a loss: its gradient is what PyTorch gives, and leaves no tensor',
  async (net, along, length) => {
    const lpips = lpipsOf(net);
    const [a, b] = drawPair(64, 64).map(tensorOf) as [Tensor4D, Tensor4D];
    const before = memory().numTensors;
    await expectSlope((x) => lpips.forward(a, x).sum(), b, { along, length });
    expect(memory().numTensors).toBe(before);
    // A picture of one colour, whose features vanish: a root of 0 has no slope.
    const black = zerosLike(a);
    const dark = new Lpips({ net, backbone: silent(BACKBONES[net]()), heads: HEADS[net] });
    await expectSlope((x) => dark.forward(a, x).sum(), black, { along: 0, length: 0 });
    lpips.dispose();
    dark.dispose();
  },
);

test('DISTS is what PyTorch computes, its gradient too, and 0 for equal pictures', async () => {
  const weights = hashState(
    [
      ['alpha', [1, 1475, 1, 1]],
      ['beta', [1, 1475, 1, 1]],
    ],
    true,
  );
  const dists = new Dists({ backbone: BACKBONES.vgg(), weights });
  const [a, b] = drawPair(96, 80);
  expect(await dists.measure(a, b)).toBeCloseTo(0.005835890769958496, 5);
  expect(await dists.measure(a, a)).toBeCloseTo(0, 5);
  const [x, y] = drawPair(48, 40).map(tensorOf) as [Tensor4D, Tensor4D];
  const slope = { along: -0.008175965202169231, length: 0.02110369248229931 };
  await expectSlope((z) => dists.forward(x, z).sum(), y, slope);
  dists.dispose();
});

test('weights of another backbone are refused, and nothing stays behind', () => {
  const before = memory().numTensors;
  expect(() => new Lpips({ net: 'alex', backbone: BACKBONES.vgg(), heads: HEADS.alex })).toThrow(
    /AlexNetFeatures/,
  );
  expect(() => new Lpips({ net: 'vgg', backbone: BACKBONES.vgg(), heads: HEADS.alex })).toThrow(
    /'lin1.model.1.weight' has 192 values, expected 128/,
  );
  expect(() => new Lpips({ net: 'squeeze' as 'vgg', backbone: new Map(), heads: new Map() })).toThrow(
    /'squeeze'/,
  );
  expect(memory().numTensors).toBe(before);
});
