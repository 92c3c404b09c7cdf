import type { Raster } from '@srkit/image';
import { expect, test } from 'vitest';
import { CLASSICAL_X4 } from '../protocol';
import { psnr } from '../psnr';
import { evaluate } from './evaluate';

/** 16-bit samples whose low bytes are as far apart as the levels only where none is cut off. */
const grey = (level: number, depth: 8 | 16): Raster => ({
  width: 20,
  height: 20,
  channels: 1,
  data: depth === 8 ? new Uint8Array(400).fill(level) : new Uint16Array(400).fill(level * 257 + 150),
});

test.each([8, 16] as const)('grey of %i bit is measured as RGB: its luma spans 219 levels', async (depth) => {
  const pair = [grey(100, depth), grey(110, depth)] as const;
  const { psnr: measured } = await evaluate(...pair, { metrics: ['psnr'], protocol: CLASSICAL_X4 });
  expect(await psnr(...pair, CLASSICAL_X4)).toBeCloseTo(20 * Math.log10(25.5), 10);
  expect(measured).toBeCloseTo(20 * Math.log10((25.5 * 255) / 219), 3);
});
