import { ConfigError, ShapeError } from '@srkit/core';
import { BIAS_ACTIVATION, BIAS_ADD } from '@srkit/core/contracts';
import {
  add,
  clone,
  leakyRelu,
  mul,
  relu,
  step,
  sum,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../define-op';

const overPixels = ({ shape }: Tensor): number[] => shape.map((_, axis) => axis).slice(0, -1);

const activated = defineOp(BIAS_ACTIVATION, {
  reference: ({ z, bias }, { slope }) => {
    const x = add(z, bias);
    return slope === 0 ? relu(x) : leakyRelu(x, slope);
  },
  savesResult: true,
  gradient: (dy, [result], { slope }) => {
    // Signs are those of what was given; at once, because both gradients begin with it.
    const dz = mul(dy, step(result!, slope));
    return { z: () => dz, bias: () => sum(dz, overPixels(dz)) };
  },
});

/** By itself, because what keeps its result keeps it for every slope. */
const added = defineOp(BIAS_ADD, {
  reference: ({ z, bias }) => add(z, bias),
  // A copy, which shares its elements: tfjs disposes of a gradient that it adds another one to.
  gradient: (dy) => ({ z: () => clone(dy), bias: () => sum(dy, overPixels(dy)) }),
});

/**
 * What follows a convolution while it is trained, `leakyRelu(z + bias, slope)`, as one step whose gradients need its result
 * alone, or nothing (slope 1): stock operations keep what is added to, the sum and the result. Differentiable to any order.
 *
 * @param z Any shape whose last axis is the channels.
 * @param bias `[channels]`.
 * @param slope 0 (ReLU) to 1 (the sum itself).
 * @throws ShapeError `E_SHAPE_CHANNELS` where the bias is not one number for each channel; ConfigError for another slope.
 */
export const biasActivation = <T extends Tensor>(z: T, bias: Tensor1D, slope: number): T => {
  const channels = z.shape.at(-1);
  if (bias.shape.length !== 1 || bias.shape[0] !== channels) {
    throw new ShapeError(
      'E_SHAPE_CHANNELS',
      `biasActivation: bias is [${bias.shape}], expected [${channels}] for z [${z.shape}].`,
    );
  }
  if (!(slope >= 0 && slope <= 1))
    throw new ConfigError('E_CONFIG_SLOPE', `biasActivation: slope is ${slope}, expected 0 to 1.`);
  return (slope === 1 ? added({ z, bias }, {}) : activated({ z, bias }, { slope })) as T;
};
