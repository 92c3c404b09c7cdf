import type { DeviceError, LongWork, Raster } from '@srkit/core';
import type { LoadedModel } from '@srkit/models';

/**
 * What the network sees beyond the picture: `zero` is its own zero padding, as in training and in the official
 * code; the others continue the picture by mirroring, by its edge pixels, or periodically (seamless textures).
 */
export type BorderMode = 'zero' | 'reflect' | 'replicate' | 'wrap';

export interface UpscalerOptions {
  /**
   * `exact` (default): every tile has the halo that the network's receptive field asks for, so that the result
   * equals the untiled one. `fast`: a narrow halo, with the tiles' seams feathered.
   */
  readonly mode?: 'exact' | 'fast' | undefined;
  /** Side of a tile in input pixels, without its halo; 0 for no tiles; `auto` (default) by `memoryBudget`. */
  readonly tile?: number | 'auto' | undefined;
  /** Halo in input pixels. Default: the network's own in `exact` mode, 32 in `fast` mode. */
  readonly tilePad?: number | undefined;
  /** Whether neighbouring tiles of an inexact plan are blended over their halo. Default true. */
  readonly feather?: boolean | undefined;
  /** Reflected pixels added behind the right and lower edge and cut off again, as the official code. Default 0. */
  readonly prePad?: number | undefined;
  /**
   * What the padded size is a multiple of: what the network needs (default), or, as in the official code, 2 and 4 for
   * every network of scale 2 and 1, which only RRDBNet needs.
   */
  readonly paddingRule?: 'network' | 'official' | undefined;
  /** Default `zero`. */
  readonly border?: BorderMode | undefined;
  /** Final scale, any number > 0; the network's output is resized to it (Lanczos). Default: the network's own. */
  readonly outscale?: number | undefined;
  /** How the alpha channel is enlarged: by the network (default) or bilinearly. */
  readonly alpha?: 'network' | 'bilinear' | undefined;
  /**
   * `careful` (default): colours of fully transparent pixels are replaced by their neighbours' first, and an
   * opaque alpha channel stays opaque without being computed. `official`: neither.
   */
  readonly transparency?: 'careful' | 'official' | undefined;
  /**
   * What makes a picture 16-bit: its sample type (default), or, as in the official code, a value above 256,
   * by which a dark 16-bit picture counts as 8-bit and comes out as such.
   */
  readonly depthRule?: 'type' | 'value' | undefined;
  /** Device memory that a tile may take, in bytes. Default 1 GiB. */
  readonly memoryBudget?: number | undefined;
  /**
   * Whether the result is compared with the picture at low resolution, where they hardly differ; default true. A tile
   * that came out black, saturated or shifted is an error; smaller differences are warnings in the report. Where a halo
   * is too narrow to be exact, its error is measured at one seam.
   */
  readonly check?: boolean | undefined;
  /** Give the result the low frequencies of the picture's colours, which some networks change. Default false. */
  readonly keepColours?: boolean | undefined;
}

/** A rectangle that has just been filled, in pixels of `picture`. */
export interface FinishedPatch {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The network's output as far as it is there; it goes on being filled, so copy what is to be kept. */
  readonly picture: Pick<Raster, 'width' | 'height' | 'channels' | 'data'>;
  /** What was filled: all colours, or the alpha channel, which comes later. */
  readonly channels: 'colours' | 'alpha';
}

/**
 * A finished band of a picture's result, as plain data. All that a call has given are what another call for the same
 * picture, model and options needs to go on from there.
 */
export interface UpscaledPart {
  /** How the picture was cut: along rows (1) or columns (2), in so many strips. */
  readonly along: 1 | 2;
  readonly strips: number;
  /** Which channels: the first pass of the network, the second, ... */
  readonly pass: number;
  /** The strip, and up to which line of the padded output it is now done. */
  readonly strip: number;
  readonly line: number;
  /** The rectangle, in pixels of the network's output without padding; part of it may lie beyond the picture. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** `[height, width, c]`: samples of the picture's depth, or floats. */
  readonly data: Float32Array | Uint8Array | Uint16Array;
}

/** Options of a single picture. */
export interface UpscaleOptions extends LongWork {
  /**
   * Called with each rectangle of the network's output as it is finished, to be shown meanwhile: before colours are kept
   * and before the result is resized to a final scale of its own. What is in memory when it runs out may come twice.
   */
  readonly onPatch?: ((patch: FinishedPatch) => void) | undefined;
  /** Called with each finished band of a picture that is computed in bands: what `parts` of a later call wants. */
  readonly onPart?: ((part: UpscaledPart) => void) | undefined;
  /**
   * All that an earlier call for the same picture, model and options gave to `onPart` before it was aborted or its process
   * ended: the picture goes on from there. Of a `memoryBudget` by which the picture is cut otherwise they are left out.
   */
  readonly parts?: Iterable<UpscaledPart> | undefined;
  /**
   * Called when the device is lost in the middle of the picture: makes another device or backend tfjs's current one, and
   * gives the same model on it. The picture goes on there from the last finished band, or, in tiles, from the pass that was
   * under way. Rejects to end it. The model that was given at first is the caller's to dispose of, and so is this one.
   */
  readonly onDeviceLost?: ((error: DeviceError) => Promise<LoadedModel>) | undefined;
}

/** What the official `RealESRGANer` does where this library's defaults do better; for comparing with it. */
export const OFFICIAL_BEHAVIOUR = {
  mode: 'fast',
  feather: false,
  tile: 0,
  tilePad: 10,
  prePad: 10,
  paddingRule: 'official',
  border: 'zero',
  transparency: 'official',
  depthRule: 'value',
  check: false,
} as const satisfies UpscalerOptions;
