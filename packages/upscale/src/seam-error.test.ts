import '@tensorflow/tfjs';
import '@srkit/backend-wasm';
import { RRDBNet } from '@srkit/models';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { UpscalerOptions } from './options';
import { drawn, modelOf } from './testing';
import { Upscaler } from './upscaler';

beforeAll(async () => {
  await tf.setBackend('srkit-wasm');
});

/** A network whose weights are so large that what it does not see shows, and that gives greys. */
const network = (): RRDBNet => {
  const made = new RRDBNet({ numFeat: 8, numBlock: 1, numGrowCh: 4 });
  for (const [name, { variable }] of made.namedParameters()) {
    const changed = tf.tidy(() => {
      if (name === 'conv_last.bias') return tf.fill(variable.shape, 0.5);
      if (!name.endsWith('weight')) return variable.clone();
      return variable.mul(name.includes('rdb') ? 50 : name === 'conv_last.weight' ? 0.1 : 1);
    });
    variable.assign(changed);
    changed.dispose();
  }
  return made;
};

describe('the error of a narrow halo', () => {
  it.each<[string, UpscalerOptions, 3 | 1 | 4, 8 | 16]>([
    ['zero', { border: 'zero' }, 3, 8],
    ['reflect', { border: 'reflect' }, 3, 16],
    ['wrap, grey', { border: 'wrap' }, 1, 8],
    ['transparent, with pre-padding', { prePad: 5 }, 4, 8],
  ])(
    'is what the result differs by from the whole picture there (%s)',
    async (_, options, channels, depth) => {
      const model = modelOf(network());
      const picture = drawn(150, 120, channels, depth);
      const before = tf.memory().numTensors;
      const whole = await new Upscaler(model, { ...options, tile: 0, tilePad: model.network.halo }).upscale(
        picture,
      );
      expect(whole.report.seam).toBeNull();
      const fast = await new Upscaler(model, { ...options, mode: 'fast', tile: 50, tilePad: 3 }).upscale(
        picture,
      );
      expect(tf.memory().numTensors).toBe(before);
      const { at, halo, largest, mean, share } = fast.report.seam!;
      expect(halo).toBe(model.network.halo);
      expect(fast.report.tiles).toMatchObject({ exact: false, halo: 3, sees: halo });
      const level = 255 / (depth === 16 ? 65535 : 255);
      const { width, data } = fast.image;
      let [most, sum, differ, count] = [0, 0, 0, 0];
      for (let y = at.y * 4; y < (at.y + at.height) * 4; y++) {
        for (let x = at.x * 4; x < (at.x + at.width) * 4; x++) {
          for (let c = 0; c < Math.min(channels, 3); c++) {
            const i = (y * width + x) * channels + c;
            const difference = Math.abs(data[i]! - whole.image.data[i]!);
            most = Math.max(most, difference);
            sum += difference;
            differ += difference > level ? 1 : 0;
            count++;
          }
        }
      }
      expect(most * level).toBeGreaterThan(3);
      expect(Math.abs(largest - most * level)).toBeLessThanOrEqual(1);
      expect(mean).toBeCloseTo((sum / count) * level, 1);
      expect(Math.abs(share - differ / count)).toBeLessThan(0.5);
      model.dispose();
    },
  );

  it('is not looked at where nothing is checked, and is measured with less where the whole halo costs too much', async () => {
    const model = modelOf(new RRDBNet({ numFeat: 8, numBlock: 1, numGrowCh: 4 }));
    const fast: UpscalerOptions = { mode: 'fast', tile: 40, tilePad: 3 };
    const small = drawn(60, 50);
    expect((await new Upscaler(model, { ...fast, check: false }).upscale(small)).report.seam).toBeNull();
    const { seam } = (await new Upscaler(model, fast).upscale(small)).report;
    expect(seam === null || (seam.halo < model.network.halo && seam.halo >= 6)).toBe(true);
    model.dispose();
  });

  it('is looked at where the picture has most detail', async () => {
    const model = modelOf(new RRDBNet({ numFeat: 8, numBlock: 1, numGrowCh: 4 }));
    const picture = drawn(200, 160);
    // Flat but for what lies around the last crossing.
    for (let y = 0; y < 160; y++) {
      for (let x = 0; x < 200; x++) {
        if (x > 130 && y > 80) continue;
        picture.data.fill(90, 3 * (y * 200 + x), 3 * (y * 200 + x) + 3);
      }
    }
    const { seam } = (await new Upscaler(model, { mode: 'fast', tile: 50, tilePad: 3 }).upscale(picture))
      .report;
    expect(seam!.at.x + seam!.at.width).toBeGreaterThan(134);
    expect(seam!.at.y + seam!.at.height).toBeGreaterThan(84);
    model.dispose();
  });
});
