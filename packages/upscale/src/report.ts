import type { Raster } from '@srkit/image';
import type { BorderMode } from './options';
import type { SeamError } from './seam-error';
import type { ForeseenError, TilePlan } from './tile-plan';

interface PictureFacts {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  readonly bitDepth: 8 | 16;
}

/** What a report says of a picture. */
export const pictureFacts = ({ width, height, channels, data }: Raster): PictureFacts => ({
  width,
  height,
  channels,
  bitDepth: data instanceof Uint16Array ? 16 : 8,
});

/** How a result came about. Plain data. */
export interface UpscaleReport {
  readonly model: string;
  readonly architecture: string;
  /** The network's scale. */
  readonly scale: number;
  /** The result's scale. */
  readonly outscale: number;
  /** tfjs backend, `wasm`, `webgpu`, ... */
  readonly backend: string;
  /** The graphics adapter, where the backend has one. */
  readonly device: string | null;
  readonly dtype: 'float32';
  readonly input: PictureFacts;
  readonly output: PictureFacts;
  readonly border: BorderMode;
  readonly tiles: {
    readonly count: number;
    /** [width, height] in input pixels, without halo. */
    readonly size: readonly [number, number];
    readonly halo: number;
    /** Input pixels around a tile that the network would see of the whole picture; null: all of it. */
    readonly sees: number | null;
    /** Why it would see all of it, and cannot be cut exactly; null where it can. */
    readonly obstacle: string | null;
    /** Whether the result equals the untiled one up to rounding. */
    readonly exact: boolean;
    /** Blended input pixels on each side of a seam. */
    readonly feather: number;
    /** What the network computes, over what it would compute for the picture in one piece. */
    readonly overhead: number;
    /** The most that the network holds at once on the device beside its weights, in bytes, as foreseen. */
    readonly bytes: number;
    /** Of a halo that is too narrow to be exact: what it did to photos, where that was measured with such a network. */
    readonly foreseen: ForeseenError | null;
    /** Bands of rows or columns that tiles are computed in, and how many of the picture each has; null: at once. */
    readonly bands: { readonly of: 'rows' | 'columns'; readonly size: number } | null;
  };
  /**
   * How far tiles whose halo is narrower than what the network sees are from the picture in one piece, measured at one
   * seam. Null where they are exact, and where it was not looked at or could not be known.
   */
  readonly seam: SeamError | null;
  /** Tiles or bands that did not fit the device: [width, height] in input pixels, and what was tried next. */
  readonly retries: readonly {
    readonly tile: readonly [number, number];
    readonly nextTile: readonly [number, number];
    readonly reason: string;
  }[];
  /**
   * How far the result is from the picture at low resolution, before colours are kept: the change of the colours of 8 x 8
   * pixels in most places, and the largest, as parts of white. Null where it was not looked at.
   */
  readonly fidelity: { readonly drift: number; readonly worst: number } | null;
  /** What was odd about the picture's file or lost in reading it, and what is about the result, in words. */
  readonly notes: readonly string[];
  readonly milliseconds: {
    readonly prepare: number;
    readonly network: number;
    readonly resize: number;
    readonly total: number;
  };
}

export interface UpscaleResult {
  readonly image: Raster;
  readonly report: UpscaleReport;
}

/** What a report says of a plan. */
export const tilesOf = ({ columns, rows, tile, bands, ...plan }: TilePlan): UpscaleReport['tiles'] => ({
  count: columns.length * rows.length,
  size: tile,
  halo: plan.halo,
  sees: Number.isFinite(plan.sees) ? plan.sees : null,
  obstacle: plan.obstacle ?? null,
  exact: plan.exact,
  feather: plan.feather,
  overhead: plan.overhead,
  bytes: plan.bytes,
  foreseen: plan.foreseen ?? null,
  bands: bands && !bands.whole ? { of: bands.along === 1 ? 'rows' : 'columns', size: bands.rows } : null,
});
