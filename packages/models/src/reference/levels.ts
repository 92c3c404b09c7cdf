import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Widths } from '../configs';

/** VGG19 layers whose features of a reference are transferred, from coarse to fine. */
export type ReferenceLayer = 'relu3_1' | 'relu2_1' | 'relu1_1';

/** One tensor for each level of the restoration. */
export type PerLayer<T> = Readonly<Record<ReferenceLayer, T>>;

/** VGG19 features of one reference: `[n, hr / 4, wr / 4, 256]`, `[n, hr / 2, wr / 2, 128]` and `[n, hr, wr, 64]`; of other widths where those say so. */
export type ReferenceFeatures = PerLayer<Tensor4D>;

/**
 * Where each pixel of the target finds its content in one reference, before learned offsets: `[n, H, W, 18]` with
 * H x W = h x w, 2h x 2w and 4h x 4w. Channels 2k and 2k + 1 are tap k's displacement down and right in pixels of
 * the level, the order of a deformable convolution's offsets. (The official tensor is `[n, 9, H, W, 2]` with right
 * before down; see `preOffsetFromOfficial`.)
 */
export type PreOffsets = PerLayer<Tensor4D>;

/** Channels of a pre-offset: down and right for nine taps. */
export const PRE_OFFSET_CHANNELS = 18;

export interface Level {
  /** Prefix of the level's official names. */
  readonly name: 'small' | 'medium' | 'large';
  readonly layer: ReferenceLayer;
  /** Channels of the reference's features. */
  readonly channels: number;
  /** Resolution relative to the low-resolution input. */
  readonly scale: 1 | 2 | 4;
}

/** The three levels of the restoration networks, in the order in which they run. */
export const LEVELS: readonly Level[] = [
  { name: 'small', layer: 'relu3_1', channels: 256, scale: 1 },
  { name: 'medium', layer: 'relu2_1', channels: 128, scale: 2 },
  { name: 'large', layer: 'relu1_1', channels: 64, scale: 4 },
];

/** VGG19's channels at a picture's resolution, a half and a quarter of it. */
export const REFERENCE_WIDTHS: Widths = [64, 128, 256];

/** The levels for features of references of other widths. */
export const levelsOf = ([large, medium, small]: Widths): readonly Level[] =>
  LEVELS.map((level) => ({ ...level, channels: { small, medium, large }[level.name] }));

/** Enlargement of both published networks. */
export const REFERENCE_SCALE = 4;

/** Builds a record with one entry for each layer. @param levels of other widths than VGG19's. */
export const perLayer = <T>(build: (level: Level) => T, levels = LEVELS): PerLayer<T> =>
  Object.fromEntries(levels.map((level) => [level.layer, build(level)])) as unknown as PerLayer<T>;
