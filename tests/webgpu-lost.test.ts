import type { WebGpuBackend } from '@srkit/backend-webgpu';
import { DeviceError } from '@srkit/core';
import { SRVGGNetCompact } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { startWebGpu } from './support/start-webgpu';

// In a file of its own: what is lost here does not come back in this process.
const hasGpu = await startWebGpu();

const expectLost = async (work: () => unknown): Promise<void> => {
  const error = await Promise.resolve()
    .then(work)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  expect(error).toBeInstanceOf(DeviceError);
  expect(error).toMatchObject({
    code: 'E_DEVICE_LOST',
    message: expect.stringMatching(/Start WebGPU again, or use another backend/),
  });
};

describe.skipIf(!hasGpu)('a graphics device that is lost', () => {
  it('in the middle of a picture ends the work with an error that says so, at the next wait', async () => {
    await tf.setBackend('webgpu');
    const { device } = tf.backend() as WebGpuBackend;
    const network = new SRVGGNetCompact({ numFeat: 4, numConv: 1 });
    const model = {
      name: 'test',
      key: null,
      network,
      architecture: { name: 'SRVGGNetCompact' as const, config: network.config },
      dispose: () => network.dispose(),
    };
    const picture = {
      width: 48,
      height: 32,
      channels: 3 as const,
      data: new Uint8Array(48 * 32 * 3).fill(90),
    };
    const pending = tf.tidy(() => tf.add(tf.randomUniform([64, 64], 0, 1, 'float32', 1), 1));
    const upscaler = new Upscaler(model, { tile: 16 });
    let steps = 0;
    await expectLost(() =>
      upscaler.upscale(picture, {
        onProgress: () => {
          // A driver that is updated, a card that is taken away: not at the start, and not at the end.
          if (++steps === 3) device.destroy();
        },
      }),
    );
    expect(steps).toBeLessThan(7);
    // What was computed before and not read is lost as well, and so is everything that is begun afterwards.
    await expectLost(() => pending.data());
    await expectLost(() => upscaler.upscale(picture));
    await expectLost(async () => {
      const y = tf.tidy(() => tf.add(tf.scalar(1), tf.ones([300, 300])));
      await y.data();
    });

    // The advice: another backend goes on with the same program.
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    const other = new SRVGGNetCompact({ numFeat: 4, numConv: 1 });
    const { image } = await new Upscaler({ ...model, network: other }).upscale(picture);
    expect([image.width, image.height]).toEqual([192, 128]);
    other.dispose();
  });
});
