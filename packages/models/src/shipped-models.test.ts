import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import '@srkit/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { loadModel } from './load';
import { findShippedModel, SHIPPED_MODELS } from './shipped-models';

interface Pinned {
  readonly sha256: string;
  readonly parameters: number;
  /** Levels of what the network makes of the picture below, base64. */
  readonly levels: string;
}

const pinned = JSON.parse(
  readFileSync(new URL('../fixtures/shipped_models.json', import.meta.url), 'utf8'),
) as Record<string, Pinned>;

const SIDE = 12;
/** Edges, a ramp and a texture. */
const picture = (): tf.Tensor4D =>
  tf.tensor4d(
    Float32Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
      const [x, y, c] = [Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE), i % 3];
      if (x + y > 14) return (x * (c + 1)) / 36;
      return x > 5 ? 0.85 - 0.2 * c : 0.2 + 0.1 * ((x + y) % 2);
    }),
    [1, SIDE, SIDE, 3],
  );

describe('models that ship', () => {
  it.each(SHIPPED_MODELS.map((model) => [model.name, model] as const))(
    '%s is the pinned file, and draws what it drew',
    async (name, model) => {
      const { sha256, parameters, levels } = pinned[name] as Pinned;
      const file = fileURLToPath(model.url());
      const bytes = readFileSync(file);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
      expect(bytes.length).toBe(model.bytes);
      await tf.setBackend('srkit-wasm');
      const loaded = await loadModel(model.url());
      expect(loaded.network.scale).toBe(model.scale);
      expect(loaded.network.parameterCount).toBe(parameters);
      const y = tf.tidy(() => tf.clipByValue(loaded.network.forward(picture()), 0, 1));
      const drawn = Uint8Array.from(await y.data(), (value) => Math.round(value * 255));
      const expected = Buffer.from(levels, 'base64');
      expect(drawn.length).toBe(expected.length);
      const worst = drawn.reduce((most, level, i) => Math.max(most, Math.abs(level - expected[i]!)), 0);
      expect(worst).toBeLessThanOrEqual(1);
      y.dispose();
      loaded.dispose();
    },
  );

  it('are found by either name and have a card', () => {
    expect(findShippedModel('psnr')).toBe(findShippedModel('srkit-psnr-x4'));
    expect(findShippedModel('RealESRGAN_x4plus')).toBeUndefined();
    for (const { name } of SHIPPED_MODELS) {
      const card = readFileSync(new URL(`../assets/${name}.md`, import.meta.url), 'utf8');
      expect(card).toContain(`# ${name}`);
      // A digest that a card states is that of the file beside it.
      const stated = /SHA-256 `(\w+)`/.exec(card);
      if (stated) expect(stated[1]).toBe(pinned[name]?.sha256);
    }
  });
});
