import {
  engine,
  fused,
  randomUniform,
  reshape,
  slice,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import type { AdapterAnswer } from '../backend/adapter';
import { BACKENDS } from '../backend/backends';

/** How fast a kernel is. Plain data. */
export interface KernelRate {
  readonly name: string;
  /** Products and sums in a second, in units of 1e12. */
  readonly teraflops: number;
  readonly milliseconds: number;
}

/** Rates of what networks spend their time in; where there is no graphics card, why not. Plain data. */
export type KernelRates =
  | { readonly hardware: boolean; readonly kernels: readonly KernelRate[] }
  | { readonly why: string };

interface Kernel {
  readonly name: string;
  readonly side: number;
  readonly channels: readonly [number, number];
  readonly run: (x: Tensor4D, dy: Tensor4D, filter: Tensor4D, bias: Tensor1D) => Tensor;
}

const convolve: Kernel['run'] = (x, _dy, filter, bias) =>
  fused.conv2d({ x, filter, bias, strides: 1, pad: 'same', activation: 'leakyrelu' });

const filterGradient: Kernel['run'] = (x, dy, { shape: filterShape }) =>
  engine().runKernel(
    'Conv2DBackpropFilter',
    { x, dy },
    { strides: 1, pad: 'same', dataFormat: 'NHWC', filterShape },
  ) as Tensor;

/** Of RRDBNet(64, 23): most of its forward pass, the widest layer of a dense block, and a training step's largest part. */
const CARD: readonly Kernel[] = [
  { name: 'convolution 3x3, 64 to 64 channels', side: 256, channels: [64, 64], run: convolve },
  { name: 'convolution 3x3, 192 to 64 channels', side: 128, channels: [192, 64], run: convolve },
  { name: 'filter gradient 3x3, 64 to 64 channels', side: 128, channels: [64, 64], run: filterGradient },
];

/** A software adapter takes seconds for those. */
const SOFTWARE = CARD.map((kernel): Kernel => ({ ...kernel, side: 8 }));

const TAPS = 9;
/** A kernel is timed for about so long, after a first run that compiles. */
const TIMED_MS = 300;
const MOST_RUNS = 500;

const random = (shape: number[], seed: number): Tensor => randomUniform(shape, -0.1, 0.1, 'float32', seed);

/** Milliseconds of so many runs behind each other: one number of the last is read. */
const timed = async (run: () => Tensor, count: number): Promise<number> => {
  const started = performance.now();
  for (let i = 1; i < count; i++) run().dispose();
  const last = run();
  const number = tidy(() => slice(reshape(last, [-1]), 0, 1));
  last.dispose();
  try {
    await number.data();
  } finally {
    number.dispose();
  }
  return performance.now() - started;
};

const rateOf = async ({ name, side, channels, run }: Kernel): Promise<KernelRate> => {
  const [inChannels, outChannels] = channels;
  const x = random([1, side, side, inChannels], 1) as Tensor4D;
  const dy = random([1, side, side, outChannels], 2) as Tensor4D;
  const filter = random([3, 3, inChannels, outChannels], 3) as Tensor4D;
  const bias = random([outChannels], 4) as Tensor1D;
  const once = (): Tensor => run(x, dy, filter, bias);
  try {
    await timed(once, 1);
    const one = await timed(once, 1);
    const count = Math.min(MOST_RUNS, Math.ceil(TIMED_MS / one));
    const milliseconds = (await timed(once, count)) / count;
    const operations = 2 * TAPS * inChannels * outChannels * side * side;
    return { name: `${name}, ${side}x${side}`, milliseconds, teraflops: operations / milliseconds / 1e9 };
  } finally {
    for (const tensor of [x, dy, filter, bias]) tensor.dispose();
  }
};

/** Times the kernels on the graphics card, in a second or two; tiny ones on an adapter in software. */
export const kernelRates = async (answer: AdapterAnswer): Promise<KernelRates> => {
  if ('why' in answer) return { why: answer.why };
  const free = await BACKENDS.webgpu.load();
  try {
    const { hardware } = answer.adapter;
    const kernels: KernelRate[] = [];
    for (const kernel of hardware ? CARD : SOFTWARE) kernels.push(await rateOf(kernel));
    return { hardware, kernels };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  } finally {
    free();
  }
};
