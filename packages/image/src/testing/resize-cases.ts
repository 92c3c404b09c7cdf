import { readFileSync } from 'node:fs';
import type { Raster } from '@srkit/core';

/** A picture and what OpenCV makes of it; samples in base64. */
export interface ResizeCase {
  readonly kind: 'u8' | 'u16' | 'f32';
  readonly channels: Raster['channels'];
  readonly width: number;
  readonly height: number;
  readonly outWidth: number;
  readonly outHeight: number;
  readonly input: string;
  readonly output: string;
}

export const { cases: RESIZE_CASES } = JSON.parse(
  readFileSync(new URL('../../fixtures/resize.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly ResizeCase[] };
