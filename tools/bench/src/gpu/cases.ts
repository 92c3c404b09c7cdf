import { ganLoss, l1Loss } from '@srkit/losses';
import { RRDBNet, SRVGGNetCompact, type SuperResolutionNetwork, UNetDiscriminatorSN } from '@srkit/models';
import { bandLimits, type Module, runBands } from '@srkit/nn';
import { deformConv2d, featureMatch, limitDerivedData } from '@srkit/ops';
import { Adam, parameterGradients } from '@srkit/training';
import * as tf from '@tensorflow/tfjs-core';

/** What is timed: a step, and what is left of it to be freed. */
export interface Case {
  readonly name: string;
  /** Products and sums of one step, in units of 1e9; 0 where nobody counts. */
  readonly gflop: number;
  /** Milliseconds of PyTorch 2.11 with float32 on an H200. */
  readonly pytorch: number | undefined;
  /** Makes what steps share, and the step, whose result is read to know that it is done. */
  readonly prepare: () => { step: () => tf.Tensor; dispose: () => void };
}

const random = (shape: number[], seed: number, least = 0, most = 1): tf.Tensor =>
  tf.randomUniform(shape, least, most, 'float32', seed);
const picture = (batch: number, height: number, width: number, seed: number): tf.Tensor4D =>
  random([batch, height, width, 3], seed) as tf.Tensor4D;

const forward = (
  name: string,
  pytorch: number | undefined,
  gflop: number,
  make: () => Module & { forward(x: tf.Tensor4D): tf.Tensor4D },
  [height, width]: readonly [number, number],
): Case => ({
  name,
  pytorch,
  gflop,
  prepare: () => {
    const network = make();
    const x = picture(1, height, width, 1);
    return {
      step: () => network.forward(x),
      dispose: () => {
        network.dispose();
        x.dispose();
      },
    };
  },
});

/** A picture as `Upscaler` runs it, whose enlarging part is cut: through tfjs's engine, and as a plan. */
const upscaled = (
  name: string,
  pytorch: number | undefined,
  gflop: number,
  make: () => SuperResolutionNetwork,
  [height, width]: readonly [number, number],
): Case[] =>
  [false, true].map((isPlanned) => ({
    name: `${name} in bands, ${isPlanned ? 'planned' : 'not planned'}`,
    pytorch,
    gflop,
    prepare: () => {
      const network = make();
      const x = picture(1, height, width, 1);
      const { graph } = network;
      const step = (): tf.Tensor => {
        const restore = isPlanned ? undefined : limitDerivedData(0);
        let last: tf.Tensor | undefined;
        const steps = runBands(graph, {
          rows: height,
          most: bandLimits(graph, height),
          read: () => x.clone(),
        });
        for (const { made } of steps) {
          if (!made) continue;
          last?.dispose();
          last = made.value;
        }
        restore?.();
        return last!;
      };
      return {
        step,
        dispose: () => {
          network.dispose();
          x.dispose();
        },
      };
    },
  }));

const convolution = (channels: readonly [number, number], side: number, pytorch?: number): Case => ({
  name: `one convolution ${channels.join(' to ')}, ${side}x${side}`,
  pytorch,
  gflop: (2 * 9 * channels[0] * channels[1] * side * side) / 1e9,
  prepare: () => {
    const x = random([1, side, side, channels[0]], 1) as tf.Tensor4D;
    const filter = random([3, 3, ...channels], 2) as tf.Tensor4D;
    const bias = random([channels[1]], 3) as tf.Tensor1D;
    return {
      step: () => tf.fused.conv2d({ x, filter, bias, strides: 1, pad: 'same', activation: 'leakyrelu' }),
      dispose: () => tf.dispose([x, filter, bias]),
    };
  },
});

const filterGradient = (channels: readonly [number, number], side: number): Case => ({
  name: `filter gradient ${channels.join(' to ')}, ${side}x${side}`,
  pytorch: undefined,
  gflop: (2 * 9 * channels[0] * channels[1] * side * side) / 1e9,
  prepare: () => {
    const x = random([1, side, side, channels[0]], 1) as tf.Tensor4D;
    const dy = random([1, side, side, channels[1]], 2) as tf.Tensor4D;
    const filterShape = [3, 3, ...channels];
    return {
      step: () =>
        tf
          .engine()
          .runKernel(
            'Conv2DBackpropFilter',
            { x, dy },
            { strides: 1, pad: 'same', dataFormat: 'NHWC', filterShape },
          ) as tf.Tensor,
      dispose: () => tf.dispose([x, dy]),
    };
  },
});

interface Training {
  readonly side: number;
  readonly batch: number;
  readonly blocks: number;
  readonly critic: boolean;
}

const training = (pytorch: number | undefined, { side, batch, blocks, critic }: Training): Case => ({
  name: `training step ${critic ? 'with discriminator' : 'L1'}, ${side} px, batch ${batch}`,
  pytorch,
  gflop: 0,
  prepare: () => {
    const generator = new RRDBNet({ numBlock: blocks });
    const discriminator = critic ? new UNetDiscriminatorSN({}) : undefined;
    const parameters = [...generator.namedParameters()];
    const adam = new Adam({ parameters, lr: 1e-4 });
    const criticParameters = discriminator ? [...discriminator.namedParameters()] : [];
    const criticAdam = new Adam({ parameters: criticParameters, lr: 1e-4 });
    const [lq, gt] = [picture(batch, side, side, 1), picture(batch, 4 * side, 4 * side, 2)];
    const update = (optimiser: Adam, given: typeof parameters, loss: () => tf.Scalar): tf.Tensor => {
      const { value, grads } = parameterGradients(given, loss);
      optimiser.step(grads);
      tf.dispose([...grads.values()]);
      return value;
    };
    return {
      step: () => {
        const value = update(adam, parameters, () => {
          const sr = generator.forward(lq);
          const l1 = l1Loss(sr, gt) as tf.Scalar;
          if (!discriminator) return l1;
          const gan = ganLoss(discriminator.forward(sr), true, { type: 'vanilla', isDisc: false });
          return tf.add(l1, tf.mul(gan, 0.1)) as tf.Scalar;
        });
        if (!discriminator) return value;
        value.dispose();
        const sr = generator.forward(lq);
        const result = update(criticAdam, criticParameters, () => {
          const real = ganLoss(discriminator.forward(gt), true, { type: 'vanilla', isDisc: true });
          return tf.add(
            real,
            ganLoss(discriminator.forward(sr), false, { type: 'vanilla', isDisc: true }),
          ) as tf.Scalar;
        });
        sr.dispose();
        return result;
      },
      dispose: () => {
        adam.dispose();
        criticAdam.dispose();
        generator.dispose();
        discriminator?.dispose();
        tf.dispose([lq, gt]);
      },
    };
  },
});

const deformable = (
  channels: number,
  side: number,
  pytorch: readonly [number, number] | undefined,
): Case[] => {
  const groups = Math.min(8, channels);
  const prepare = (backward: boolean) => () => {
    const x = random([1, side, side, channels], 1) as tf.Tensor4D;
    const offset = random([1, side, side, 18 * groups], 2, -6, 6) as tf.Tensor4D;
    const mask = random([1, side, side, 9 * groups], 3) as tf.Tensor4D;
    const weight = random([3, 3, channels, channels], 4, -0.1, 0.1) as tf.Tensor4D;
    const bias = tf.zeros([channels]) as tf.Tensor1D;
    const run = (...given: tf.Tensor[]): tf.Tensor => {
      const [a, b, c, d, e] = given as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor1D];
      return deformConv2d(a, b, c, d, e, { deformGroups: groups });
    };
    const inputs = [x, offset, mask, weight, bias];
    const step = (): tf.Tensor => {
      if (!backward) return run(...inputs);
      const [first, ...rest] = tf.grads((...given: tf.Tensor[]) => tf.sum(run(...given)))(inputs);
      tf.dispose(rest);
      return first!;
    };
    return { step, dispose: () => tf.dispose(inputs) };
  };
  return [false, true].map((backward, i) => ({
    name: `deformable ${backward ? 'forward and backward' : 'forward'}, ${channels}@${side}`,
    pytorch: pytorch?.[i],
    gflop: 0,
    prepare: prepare(backward),
  }));
};

const matching = (side: number, channels: number, pytorch?: number): Case => ({
  name: `matching ${side}x${side}, ${channels} channels`,
  pytorch,
  gflop: 0,
  prepare: () => {
    const [input, ref] = [1, 2].map((seed) => random([1, side, side, channels], seed, -1) as tf.Tensor4D);
    return {
      step: () => {
        const { index, correlation } = featureMatch(input!, ref!);
        index.dispose();
        return correlation;
      },
      dispose: () => tf.dispose([input, ref]),
    };
  },
});

/** GFLOP of RRDBNet(64, 23, 32) at x4 for one input pixel, and of SRVGGNetCompact(64, 32). */
const RRDB_PIXEL = 0.03347;
const SRVGG_PIXEL = 0.002422;

const RRDB_SIDES = [
  [64, 19.4],
  [128, 28.6],
  [256, 84.9],
  [512, 325],
] as const;
const SRVGG_SIZES = [
  [256, 256, 5.2],
  [540, 960, 38],
  [1080, 1920, 147],
] as const;

export const fullCases = (): Case[] => [
  convolution([64, 64], 256, 0.17),
  convolution([192, 64], 128),
  convolution([64, 32], 128),
  filterGradient([64, 64], 128),
  ...RRDB_SIDES.map(([side, ms]) =>
    forward(`RRDBNet(64, 23), ${side} px`, ms, RRDB_PIXEL * side * side, () => new RRDBNet({}), [side, side]),
  ),
  ...SRVGG_SIZES.map(([height, width, ms]) =>
    forward(
      `SRVGG(64, 32), ${width}x${height}`,
      ms,
      SRVGG_PIXEL * height * width,
      () => new SRVGGNetCompact({ numConv: 32 }),
      [height, width],
    ),
  ),
  ...RRDB_SIDES.slice(0, 3).flatMap(([side, ms]) =>
    upscaled(`RRDBNet(64, 23), ${side} px`, ms, RRDB_PIXEL * side * side, () => new RRDBNet({}), [
      side,
      side,
    ]),
  ),
  ...SRVGG_SIZES.slice(0, 2).flatMap(([height, width, ms]) =>
    upscaled(
      `SRVGG(64, 32), ${width}x${height}`,
      ms,
      SRVGG_PIXEL * height * width,
      () => new SRVGGNetCompact({ numConv: 32 }),
      [height, width],
    ),
  ),
  training(94, { side: 32, batch: 1, blocks: 23, critic: false }),
  training(121, { side: 64, batch: 4, blocks: 23, critic: false }),
  training(102, { side: 32, batch: 1, blocks: 23, critic: true }),
  training(148, { side: 64, batch: 4, blocks: 23, critic: true }),
  ...deformable(64, 160, [0.21, 1.9]),
  ...deformable(128, 80, [0.17, 1.3]),
  ...deformable(256, 40, [0.14, 0.9]),
  matching(160, 256, 67),
];

/** The same rows for a software adapter: whether they run. */
export const smallCases = (): Case[] => [
  convolution([8, 8], 8),
  filterGradient([8, 8], 8),
  forward(
    'RRDBNet(8, 1), 8 px',
    undefined,
    0,
    () => new RRDBNet({ numFeat: 8, numBlock: 1, numGrowCh: 4 }),
    [8, 8],
  ),
  forward('SRVGG(8, 1), 8x8', undefined, 0, () => new SRVGGNetCompact({ numFeat: 8, numConv: 1 }), [8, 8]),
  ...upscaled(
    'SRVGG(8, 1), 8x8',
    undefined,
    0,
    () => new SRVGGNetCompact({ numFeat: 8, numConv: 1 }),
    [8, 8],
  ),
  training(undefined, { side: 8, batch: 1, blocks: 1, critic: false }),
  ...deformable(4, 6, undefined),
  matching(8, 4),
];
