/**
 * Time and peak memory of enlarging 3000 x 2000 to 12000 x 8000 and writing it.
 *
 *     npm run build && node packages/image/bench/write-large.mjs [png|tiff|jpeg|webp] [profile]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { decodeImage, resizeLanczos4, writeImage } from '../dist/index.js';

const [format = 'png', withProfile] = process.argv.slice(2);
const [width, height] = [3000, 2000];

/** Something between a drawing and a photograph: slow waves, edges, and grain. */
const draw = () => {
  const data = new Uint8Array(width * height * 3);
  let seed = 1;
  for (let i = 0, y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const wave = Math.sin(x / 90) * Math.cos(y / 70) * 60;
      const edge = ((x >> 6) ^ (y >> 6)) & 1 ? 25 : 0;
      for (let c = 0; c < 3; c++, i++) {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        data[i] = 110 + wave + edge + c * 10 + (seed >>> 29);
      }
    }
  }
  return { width, height, channels: 3, data };
};

const seconds = async (work) => {
  const from = performance.now();
  const result = await work();
  return [((performance.now() - from) / 1000).toFixed(1), result];
};

const red = { create: { width: 1, height: 1, channels: 3, background: 'red' } };
const { icc } = await decodeImage(await sharp(red).withIccProfile('p3').png().toBuffer());
const [resized, large] = await seconds(() => resizeLanczos4(draw(), [height * 4, width * 4]));
const before = Math.round(process.memoryUsage().rss / 2 ** 20);
const folder = mkdtempSync(join(tmpdir(), 'srkit-bench-'));
try {
  const raster = withProfile === 'profile' ? { ...large, icc } : large;
  const [wrote, { bytes, profile }] = await seconds(() =>
    writeImage(join(folder, `large.${format}`), raster, { format }),
  );
  const peak = Math.round(process.resourceUsage().maxRSS / 2 ** 10);
  process.stdout.write(
    `${format} (profile: ${profile}): resize ${resized} s, write ${wrote} s, ${(bytes / 1e6).toFixed(0)} MB file; ` +
      `${before} MiB resident before the write, ${peak} MiB at the peak\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
