import { readFileSync } from 'node:fs';
import type { PillowFilter, Raster } from '../src/index';

/** A picture and what Pillow's resize makes of it; samples in base64. */
export interface PillowCase {
  readonly filter: PillowFilter;
  readonly channels: Raster['channels'];
  /** Height and width. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly input: string;
  readonly output: string;
}

export const { cases: PILLOW_CASES } = JSON.parse(
  readFileSync(new URL('../fixtures/pillow.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly PillowCase[] };
