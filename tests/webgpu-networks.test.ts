import '@tensorflow/tfjs-backend-wasm';
import { ganLoss, gradientPenalty, l1Loss } from '@srkit/losses';
import {
  ContrasExtractorSep,
  CorrespondenceGenerationArch,
  ImageDiscriminator,
  MRAPARestorationNet,
  MultiReferenceAttention,
  RRDBNet,
  SpatialAwareFiltering,
  SRVGGNetCompact,
  UNetDiscriminatorSN,
} from '@srkit/models';
import { bandLimits, type Module, runBands } from '@srkit/nn';
import { Adam, parameterGradients } from '@srkit/training';
import { ReferenceSuperResolver, Upscaler } from '@srkit/upscale';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { drawn, modelOf } from '../packages/upscale/src/testing';
import { expectSameOnBoth } from './support/on-both';
import { startWebGpu } from './support/start-webgpu';

// Everything here is tiny, because the adapter computes in software.
const hasGpu = await startWebGpu();

const random = (shape: [number, number, number, number], seed: number): tf.Tensor4D =>
  tf.randomUniform(shape, 0, 1, 'float32', seed);

/** Runs `compute` with a network that is freed afterwards; its variables live on the backend they are made on. */
const withModules =
  (compute: (make: <M extends Module>(module: M) => M) => tf.Tensor[]) => (): tf.Tensor[] => {
    const modules: Module[] = [];
    try {
      return compute((module) => {
        modules.push(module);
        return module;
      });
    } finally {
      for (const module of modules) module.dispose();
    }
  };

/** What a training step needs: the loss, and gradients for the parameters; `names` picks some of many. */
const gradientsOf = (network: Module, loss: () => tf.Scalar, names?: readonly string[]): tf.Tensor[] => {
  const parameters = [...network.namedParameters()].filter(([name]) => names?.includes(name) ?? true);
  const { value, grads } = parameterGradients(parameters, loss);
  return [value, ...grads.values()];
};

const expectSame = (compute: Parameters<typeof withModules>[0], bound: number): Promise<void> =>
  // Plain JavaScript would take minutes.
  expectSameOnBoth(withModules(compute), bound, 'wasm');

describe.skipIf(!hasGpu)('networks on WebGPU give what the CPU gives', () => {
  const picture = (seed: number, side = 8) => random([1, side, side, 3], seed);

  it('RRDBNet and SRVGGNetCompact, forward and a gradient', async () => {
    await expectSame((make) => {
      const rrdb = make(new RRDBNet({ numFeat: 4, numBlock: 1, numGrowCh: 2, scale: 2 }));
      const compact = make(new SRVGGNetCompact({ numFeat: 4, numConv: 1, upscale: 2 }));
      return [rrdb, compact].flatMap((network) => {
        const loss = () => l1Loss(network.forward(picture(1)), picture(2, 16)) as tf.Scalar;
        return [network.forward(picture(1)), ...gradientsOf(network, loss)];
      });
    }, 1e-4);
  });

  it('RRDBNet in bands is RRDBNet', async () => {
    await expectSame((make) => {
      const network = make(new RRDBNet({ numFeat: 4, numBlock: 1, numGrowCh: 4 }));
      const x = random([1, 14, 13, 3], 1);
      const parts: tf.Tensor4D[] = [];
      const steps = runBands(network.graph, {
        rows: x.shape[1],
        most: bandLimits(network.graph, 4),
        read: ({ start, end }) => tf.slice(x, [0, start, 0, 0], [1, end - start, -1, -1]),
      });
      for (const { made } of steps) if (made) parts.push(made.value);
      const inBands = tf.concat(parts, 1);
      for (const part of parts) part.dispose();
      if (parts.length < 3) throw new Error(`There were ${parts.length} bands, expected several.`);
      // Beside the bands the picture in one piece, so that both are held against the other backend.
      return [network.forward(x), inBands];
    }, 1e-4);
  }, 240_000);

  it('a picture in bands, within a memory budget, with nothing left behind', async () => {
    const picture = drawn(40, 72);
    const images: Uint8Array[] = [];
    for (const [backend, memoryBudget] of [
      ['wasm', 2 ** 30],
      ['webgpu', 2 ** 20],
    ] as const) {
      await tf.setBackend(backend);
      const model = modelOf(new SRVGGNetCompact({ numFeat: 4, numConv: 1 }, { seed: 4 }));
      const before = tf.memory().numTensors;
      const { image, report } = await new Upscaler(model, { memoryBudget }).upscale(picture);
      expect(report.tiles.bands === null).toBe(backend === 'wasm');
      expect(report).toMatchObject({ backend, tiles: { exact: true } });
      images.push(image.data as Uint8Array);
      expect(tf.memory().numTensors).toBe(before);
      model.dispose();
    }
    const [expected, actual] = images as [Uint8Array, Uint8Array];
    const largest = actual.reduce((most, v, i) => Math.max(most, Math.abs(v - expected[i]!)), 0);
    expect(largest).toBeLessThanOrEqual(1);
  }, 240_000);

  it('UNetDiscriminatorSN, trained with Adam', async () => {
    await expectSame((make) => {
      const critic = make(new UNetDiscriminatorSN({ numFeat: 2 }));
      const loss = () => ganLoss(critic.forward(picture(1)), true, { type: 'vanilla', isDisc: true });
      const parameters = [...critic.namedParameters()];
      const adam = new Adam({ parameters, lr: 1e-4 });
      for (let i = 0; i < 2; i++) adam.step(parameterGradients(parameters, loss).grads);
      adam.dispose();
      return [critic.forward(picture(1)), ...parameters.map(([, { variable }]) => variable.clone())];
      // Adam makes steps of a whole learning rate of gradients that are nearly 0, whatever their sign.
    }, 2e-3);
  });

  it('ImageDiscriminator, with the gradient of its gradient penalty', async () => {
    await expectSame((make) => {
      const critic = make(new ImageDiscriminator({ ndf: 1 }));
      const [real, fake] = [random([2, 32, 32, 3], 1), random([2, 32, 32, 3], 2)];
      const loss = () => gradientPenalty((x) => critic.forward(x), real, fake, { seed: 3, norm: 'sample' });
      return gradientsOf(critic, loss, [
        'conv_block1.0.weight',
        'conv_block3.4.weight',
        'out_block.3.weight',
      ]);
    }, 5e-3);
  });

  it('MAM and SAFM, with every gradient', async () => {
    await expectSame((make) => {
      const attention = make(new MultiReferenceAttention({ nf: 2, refNf: 3 }));
      const filter = make(new SpatialAwareFiltering({ nf: 2, channels: 6 }));
      const references = [1, 2, 3].map((seed) => random([1, 3, 4, 3], seed));
      const forward = () => {
        const target = random([1, 3, 4, 2], 4);
        return filter.forward(target, attention.forward(target, references));
      };
      const loss = () => tf.sum(tf.square(forward())) as tf.Scalar;
      return [forward(), ...gradientsOf(attention, loss), ...gradientsOf(filter, loss)];
    }, 1e-4);
  });

  it('MRefSR as a whole, pictures in, picture out, and a gradient', async () => {
    await expectSame((make) => {
      const network = make(new MRAPARestorationNet({ ngf: 4, nBlocks: 1, groups: 2 }));
      const resolver = new ReferenceSuperResolver({
        extractor: make(new ContrasExtractorSep()),
        correspondence: make(new CorrespondenceGenerationArch()),
        network,
      });
      let sr: tf.Tensor | undefined;
      const loss = () => {
        const output = resolver.upscale(random([1, 4, 4, 3], 1), [picture(2, 16)]);
        sr = tf.keep(output.clone());
        return l1Loss(output, picture(4, 16)) as tf.Scalar;
      };
      const names = [
        'content_extractor.conv_first.weight',
        'dyn_agg_restore.large_dyn_agg.conv_offset_mask.bias',
      ];
      const gradients = gradientsOf(network, loss, names);
      return [sr as unknown as tf.Tensor, ...gradients];
    }, 1e-3);
    // Millions of weights, whatever the size of the picture.
  }, 240_000);
});
