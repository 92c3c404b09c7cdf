import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadModel, RRDBNet } from '@srkit/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Upscaler } from './upscaler';

const [HEIGHT, WIDTH] = [7, 9];
const drawn = (channels) => ({
  width: WIDTH,
  height: HEIGHT,
  channels,
  data: Uint8Array.from(
    { length: WIDTH * HEIGHT * channels },
    (_, i) => 1 + ((i * 37 + (i >> 3) * 11) % 255),
  ),
});
const models = new Map();
beforeAll(async () => {
  await tf.setBackend('cpu');
  for (const channels of [1, 4]) {
    const config = {
      numInCh: channels,
      numOutCh: channels,
      numFeat: 4,
      numBlock: 1,
      numGrowCh: 2,
      numUp: 1,
      scale: 2,
    };
    const network = new RRDBNet(config);
    const state = await network.stateDict();
    // As it starts, a network gives next to nothing: these weights make all of the range.
    for (const [name, { data }] of state) {
      for (let i = 0; i < data.length; i++) {
        if (name.endsWith('weight')) data[i] = 0.2 * Math.sin(1 + 7 * i * i);
        else if (name === 'conv_last.bias') data[i] = 0.5;
      }
    }
    models.set(channels, await loadModel(state));
    network.dispose();
  }
});
afterAll(() => [...models.values()].map((model) => model.dispose()));
/** The network's own output for the picture's channels `read` (undefined: full alpha), as samples. */
const direct = async (model, picture, read) => {
  const pixels = WIDTH * HEIGHT;
  const input = Float32Array.from({ length: pixels * read.length }, (_, i) => {
    const channel = read[i % read.length];
    return channel === undefined
      ? 1
      : picture.data[Math.floor(i / read.length) * picture.channels + channel] / 255;
  });
  const output = model.network.forward(tf.tensor4d(input, [1, HEIGHT, WIDTH, read.length]));
  const values = await output.data();
  return Array.from(values, (value) => Math.min(1, Math.max(0, value)) * 255);
};
const channelOf = (raster, channel) =>
  Array.from({ length: raster.width * raster.height }, (_, i) => raster.data[i * raster.channels + channel]);
const every = (values, step, first) => values.filter((_, i) => i % step === first);
const expectNear = (samples, values) => {
  expect(samples).toHaveLength(values.length);
  expect(new Set(samples).size).toBeGreaterThan(10);
  for (const [i, sample] of samples.entries()) expect(Math.abs(sample - values[i])).toBeLessThan(0.51);
};
const enlarged = async (channels, picture, options = {}) => {
  const upscaler = new Upscaler(models.get(channels), { tile: 4, check: false, ...options });
  return (await upscaler.upscale(picture)).image;
};
describe('a network of one channel', () => {
  it.each([1, 2, 3, 4])('enlarges each of %i channels by itself', async (channels) => {
    const picture = drawn(channels);
    const image = await enlarged(1, picture);
    expect(image.channels).toBe(channels);
    for (let c = 0; c < channels; c++) {
      expectNear(channelOf(image, c), await direct(models.get(1), picture, [c]));
    }
  });
});
describe('a network of four channels', () => {
  it.each([
    [3, [0, 1, 2, undefined]],
    [4, [0, 1, 2, 3]],
  ])('enlarges %i channels in one pass', async (channels, read) => {
    const picture = drawn(channels);
    const passes = vi.spyOn(models.get(4).network, 'features');
    const upscaler = new Upscaler(models.get(4), { tile: 64, check: false });
    const { image } = await upscaler.upscale(picture);
    expect(passes).toHaveBeenCalledTimes(1);
    passes.mockRestore();
    const values = await direct(models.get(4), picture, read);
    for (let c = 0; c < channels; c++) expectNear(channelOf(image, c), every(values, 4, c));
    expect((await enlarged(4, picture, { feather: 1 })).channels).toBe(channels);
  });
  it('gives grey for grey, and its alpha', async () => {
    const picture = drawn(2);
    const image = await enlarged(4, picture);
    const values = await direct(models.get(4), picture, [0, 0, 0, 1]);
    const [r, g, b, alpha] = [0, 1, 2, 3].map((c) => every(values, 4, c));
    expectNear(
      channelOf(image, 0),
      r.map((red, i) => 0.299 * red + 0.587 * g[i] + 0.114 * b[i]),
    );
    expectNear(channelOf(image, 1), alpha);
    expect((await enlarged(4, drawn(1))).channels).toBe(1);
  });
});
const CASES = new URL('../../../../shared/cases/checkpoints/', import.meta.url);
describe.skipIf(!existsSync(CASES))('files of others', () => {
  it.each(['gray_4x', 'rgba_4x', 'old_1x', 'old_8x', 'BSRGANx2'])('%s enlarges pictures', async (name) => {
    const model = await loadModel(fileURLToPath(new URL(`${name}.pth`, CASES)));
    const upscaler = new Upscaler(model, { check: false });
    const { image } = await upscaler.upscale(drawn(name === 'gray_4x' ? 1 : name === 'rgba_4x' ? 4 : 3));
    expect([image.width, image.height]).toEqual([WIDTH * model.network.scale, HEIGHT * model.network.scale]);
    model.dispose();
  });
});
