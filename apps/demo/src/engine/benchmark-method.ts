import { DEFAULT_MODEL_NAME } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import { conv2d, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { modelFor } from './models';
import type { EngineMethods } from './protocol';

const ROUNDS = 5;
/** The convolution that networks of this kind consist of. */
const SIDE = 128;
const CHANNELS = 64;
/** The picture that is enlarged. */
const PICTURE = 256;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** Milliseconds of the middle one of some rounds, after one that warms up. */
const time = async (work: () => Promise<unknown>): Promise<number> => {
  const rounds: number[] = [];
  for (let i = 0; i <= ROUNDS; i++) {
    const started = performance.now();
    await work();
    if (i > 0) rounds.push(performance.now() - started);
  }
  return median(rounds);
};

const ramp = (length: number, scale: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => ((i * 7919) % 1000) * scale);

/** Times the convolution that matters and the default model on what computes here. */
export const benchmark: EngineMethods['benchmark'] = async () => {
  const x = tensor4d(ramp(SIDE * SIDE * CHANNELS, 1e-3), [1, SIDE, SIDE, CHANNELS]);
  const filter = tensor4d(ramp(9 * CHANNELS * CHANNELS, 1e-5), [3, 3, CHANNELS, CHANNELS]);
  const milliseconds = await time(async () => {
    const result = tidy(() => conv2d(x, filter, 1, 'same') as Tensor4D);
    await result.data();
    result.dispose();
  });
  x.dispose();
  filter.dispose();
  const multiplyAdds = SIDE * SIDE * CHANNELS * CHANNELS * 9;
  const upscaler = new Upscaler(await modelFor({ name: DEFAULT_MODEL_NAME }), { check: false });
  const data = Uint8Array.from({ length: PICTURE * PICTURE * 3 }, (_, i) => (i * 7919) % 256);
  const whole = await time(() => upscaler.upscale({ width: PICTURE, height: PICTURE, channels: 3, data }));
  return {
    value: {
      convolution: { milliseconds, gigaMultiplyAdds: multiplyAdds / milliseconds / 1e6 },
      model: {
        name: DEFAULT_MODEL_NAME,
        milliseconds: whole,
        megapixelsPerSecond: PICTURE ** 2 / whole / 1e3,
      },
    },
  };
};
