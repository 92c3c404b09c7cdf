import '@srkit/backend-wasm';
import type { WebGpuBackend } from '@srkit/backend-webgpu';
import { SRVGGNetCompact } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { drawnPicture, largestDifference } from './support/pictures';
import { startWebGpu } from './support/start-webgpu';

// In a file of its own: what is lost here does not come back in this process.
const hasGpu = await startWebGpu();

const smallModel = () => {
  const network = new SRVGGNetCompact({ numFeat: 4, numConv: 1 }, { seed: 1 });
  return {
    name: 'test',
    key: null,
    network,
    architecture: { name: 'SRVGGNetCompact' as const, config: network.config },
    dispose: () => network.dispose(),
  };
};

describe.skipIf(!hasGpu)('a graphics device that is lost in the middle of a picture', () => {
  it('is replaced by another backend, which goes on from the last band, and nothing is left behind', async () => {
    await tf.setBackend('srkit-wasm');
    const picture = drawnPicture(60, 100);
    const here = smallModel();
    const expected = await new Upscaler(here).upscale(picture);
    here.dispose();
    await tf.setBackend('webgpu');
    const first = smallModel();
    // As little as is allowed, so that there are bands.
    const upscaler = new Upscaler(first, { memoryBudget: 2 ** 20 });
    const bands: { start: number; end: number; backend: string }[] = [];
    let second: ReturnType<typeof smallModel> | undefined;
    const before = tf.memory().numTensors;
    const { image, report } = await upscaler.upscale(picture, {
      onPatch: ({ y, height }) => {
        bands.push({ start: y, end: y + height, backend: tf.getBackend() });
        if (bands.length === 2) (tf.backend() as WebGpuBackend).device.destroy();
      },
      onDeviceLost: async (error) => {
        expect(error.code).toBe('E_DEVICE_LOST');
        await tf.setBackend('srkit-wasm');
        second = smallModel();
        return second;
      },
    });
    expect(report.backend).toBe('srkit-wasm');
    expect(report.notes).toContainEqual(expect.stringContaining('srkit-wasm went on'));
    expect(largestDifference(expected.image, image)).toBeLessThanOrEqual(1);
    // Each row was written once.
    expect(bands[0]).toMatchObject({ start: 0, backend: 'webgpu' });
    expect(bands.at(-1)).toMatchObject({ end: 400, backend: 'srkit-wasm' });
    for (const [i, { start }] of bands.entries()) if (i > 0) expect(start).toBe(bands[i - 1]!.end);
    second?.dispose();
    first.dispose();
    expect(tf.memory().numTensors).toBeLessThan(before);
  });

  it('ends the picture where nothing takes its place', async () => {
    await tf.setBackend('webgpu');
    const model = smallModel();
    const reason = new Error('no other');
    await expect(
      new Upscaler(model).upscale(drawnPicture(12, 9), {
        onDeviceLost: async () => {
          throw reason;
        },
      }),
    ).rejects.toBe(reason);
    model.dispose();
  });
});
