import type { Tensor4D } from '@tensorflow/tfjs-core';
import { OfficialNetwork } from '../official-network';

/** Bytes per input pixel of the two stages. */
export interface StageBytes {
  readonly features: number;
  readonly reconstruct: number;
}

/**
 * A network that maps `[n, h, w, inChannels]` in [0, 1] to `[n, h * scale, w * scale, outChannels]`, with the
 * facts that tiling needs. State_dicts have no prefix.
 *
 * The forward pass has two stages, so that a tile's wide halo is paid for at low resolution only:
 * `reconstruct(features(x))` equals `forward(x)`.
 */
export abstract class SuperResolutionNetwork extends OfficialNetwork {
  abstract readonly scale: number;
  abstract readonly inChannels: number;
  abstract readonly outChannels: number;
  /** Height and width of the input must be multiples of this. */
  abstract readonly inputMultiple: number;
  /** Input pixels on each side that an output pixel depends on: the exact halo of a tile. */
  abstract readonly halo: number;
  /** Input pixels that `reconstruct` alone depends on; at most `halo`. */
  abstract readonly reconstructHalo: number;
  /** Input pixels that one feature pixel covers. */
  abstract readonly featureStride: number;
  /** Rough peak of device memory per input pixel, in bytes, for each stage. */
  abstract readonly bytesPerPixel: StageBytes;
  /** Size of each stage's largest tensor per input pixel, in bytes. */
  abstract readonly largestTensorPerPixel: StageBytes;

  /** The part of the network that works at (or below) the input's resolution. */
  abstract features(x: Tensor4D): Tensor4D;
  /** The part that enlarges. */
  abstract reconstruct(features: Tensor4D, input: Tensor4D): Tensor4D;
  /** The whole network. */
  abstract forward(x: Tensor4D): Tensor4D;
}
