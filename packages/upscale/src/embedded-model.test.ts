import '@tensorflow/tfjs-backend-wasm';
import { fileURLToPath } from 'node:url';
import { decodeImage } from '@srkit/image';
import { DEFAULT_MODEL_NAME, defaultModelUrl, loadModel } from '@srkit/models';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { Upscaler } from './upscaler';

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

it("the embedded model gives PyTorch's picture within 2 levels, tiled as well", async () => {
  await tf.setBackend('wasm');
  await tf.ready();
  const model = await loadModel(defaultModelUrl());
  expect(model.name).toBe(`${DEFAULT_MODEL_NAME}.safetensors`);
  expect(model.network.parameterCount).toBe(355_488);
  const expected = await decodeImage(fixture('embedded-output.png'));
  for (const tile of [0, 16]) {
    const { image } = await new Upscaler(model, { tile }).upscale(
      await decodeImage(fixture('embedded-input.png')),
    );
    expect([image.width, image.height, image.channels]).toEqual([256, 192, 3]);
    let worst = 0;
    for (let i = 0; i < image.data.length; i++) {
      worst = Math.max(worst, Math.abs(image.data[i]! - expected.data[i]!));
    }
    expect(worst).toBeLessThanOrEqual(2);
  }
  model.dispose();
});
