import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import '@srkit/backend-wasm';
import type { Raster } from '@srkit/core';
import { findShippedModel, loadModel, REFERENCE_MODEL } from '@srkit/models';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { RefUpscaler } from './ref-upscaler';
import { Upscaler } from './upscaler';

/** SHA-256 of the file, and levels of what it makes of the pictures below, base64. */
const pinned = JSON.parse(
  readFileSync(new URL('../fixtures/reference_model.json', import.meta.url), 'utf8'),
) as { readonly sha256: string; readonly levels: string };

/** Houses of several sizes and colours, moved by some pixels. */
const street = (width: number, height: number, scale: number, moved: number): Raster => ({
  width,
  height,
  channels: 3,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y, c] = [
      (Math.floor(i / 3) % width) * scale + moved,
      Math.floor(i / 3 / width) * scale,
      i % 3,
    ] as const;
    const house = Math.floor(x / 23);
    const roof = 14 + ((house * 7) % 19) + Math.abs((x % 23) - 11) / 2;
    if (y < roof) return 200 - 20 * c - y;
    if (x % 23 > 6 && x % 23 < 12 && (y + house * 5) % 17 < 9) return 40 + 30 * c;
    return 90 + ((house * 53 + 40 * c) % 110) + ((x + y) % 3) * 12;
  }),
});

it('srkit-ref-x4 is the pinned file, and draws what it drew', async () => {
  const bytes = readFileSync(fileURLToPath(REFERENCE_MODEL.url()));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(pinned.sha256);
  const card = readFileSync(fileURLToPath(REFERENCE_MODEL.url()).replace(/safetensors$/, 'md'), 'utf8');
  expect(card).toContain(`SHA-256 \`${pinned.sha256}\``);
  await tf.setBackend('srkit-wasm');
  const upscaler = await RefUpscaler.load(REFERENCE_MODEL.url());
  const same = street(96, 72, 1, 5);
  // Noise, in which nothing is found again.
  const other: Raster = {
    ...same,
    data: same.data.map((_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 16) & 255),
  };
  const picture = street(20, 16, 4, 0);
  const { image, report } = await upscaler.upscale(picture, [same, other]);
  expect(report.references.map(({ status }) => status.used)).toEqual([true, false]);
  const expected = Buffer.from(pinned.levels, 'base64');
  expect(image.data.length).toBe(expected.length);
  const worst = (image.data as Uint8Array).reduce(
    (most, level, i) => Math.max(most, Math.abs(level - expected[i]!)),
    0,
  );
  expect(worst).toBeLessThanOrEqual(1);

  // Where nothing fits, the result is that of the network whose picture is refined.
  const alone = await upscaler.upscale(picture, [other], { matchMap: true });
  upscaler.dispose();
  expect([alone.report.withoutReferences, alone.report.notes[0]]).toEqual([
    true,
    expect.stringMatching(/enlarged without any/),
  ]);
  expect(alone.matchMap!.reference.every((index) => index === -1)).toBe(true);
  const base = new Upscaler(await loadModel(findShippedModel('psnr')!.url()));
  const { image: plain } = await base.upscale(picture);
  base.dispose();
  expect(alone.image.data).toEqual(plain.data);
});
