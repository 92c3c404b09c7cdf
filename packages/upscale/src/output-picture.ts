import { CheckpointError } from '@srkit/core';
import type { PassKind } from './read-window';
import { firstChannel } from './read-window';
import type { SampleRange } from './sample-range';
import { allocateSamples, roundHalfEven } from './sample-range';

/** A rectangle of network output: floats, three channels, in output pixels of the unpadded picture. */
export interface Patch {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** `[height, width, 3]`. */
  readonly data: Float32Array;
}

/** OpenCV's weights for grey from RGB, which the official code uses for grey pictures and alpha. */
const [GREY_R, GREY_G, GREY_B] = [0.299, 0.587, 0.114];

const clamp01 = (value: number): number => Math.min(1, Math.max(0, value));

/** The picture that the passes fill: patches are clamped, turned to grey where asked, and rounded to samples. */
export class OutputPicture {
  readonly data: Uint8Array | Uint16Array;
  readonly #maximum: number;

  constructor(
    readonly width: number,
    readonly height: number,
    readonly channels: 1 | 2 | 3 | 4,
    range: SampleRange,
  ) {
    this.data = allocateSamples(width * height * channels, range);
    this.#maximum = range.maximum;
  }

  /** Writes a patch, cut to the picture. */
  write(pass: PassKind, patch: Patch): void {
    OutputPicture.#refuseNaN(patch.data);
    const { channels, width } = this;
    const first = firstChannel(pass, channels);
    const top = Math.max(0, patch.y);
    const bottom = Math.min(this.height, patch.y + patch.height);
    const left = Math.max(0, patch.x);
    const right = Math.min(width, patch.x + patch.width);
    for (let y = top; y < bottom; y++) {
      let from = ((y - patch.y) * patch.width + left - patch.x) * 3;
      let to = (y * width + left) * channels + first;
      for (let x = left; x < right; x++, from += 3, to += channels) {
        const r = clamp01(patch.data[from]!);
        const g = clamp01(patch.data[from + 1]!);
        const b = clamp01(patch.data[from + 2]!);
        if (pass === 'colour') {
          this.data[to] = this.#sample(r);
          this.data[to + 1] = this.#sample(g);
          this.data[to + 2] = this.#sample(b);
        } else {
          this.data[to] = this.#sample(GREY_R * r + GREY_G * g + GREY_B * b);
        }
      }
    }
  }

  /** Writes one channel from a plane of floats in [0, 1]. */
  writePlane(channel: number, plane: Float32Array): void {
    for (let i = 0; i < plane.length; i++) {
      this.data[i * this.channels + channel] = this.#sample(clamp01(plane[i]!));
    }
  }

  /** Sets one channel to the full value everywhere. */
  fillChannel(channel: number): void {
    for (let i = channel; i < this.data.length; i += this.channels) this.data[i] = this.#maximum;
  }

  // NaN would be stored as 0, and a broken checkpoint give a black picture.
  static #refuseNaN(data: Float32Array): void {
    if (data.some(Number.isNaN)) {
      throw new CheckpointError(
        'E_CHECKPOINT_NAN',
        'The network gave NaN (not a number). Its checkpoint is damaged, or was saved in the middle of a training that failed.',
      );
    }
  }

  // Float32 first, because the official code multiplies and rounds in single precision.
  #sample(value: number): number {
    return roundHalfEven(Math.fround(Math.fround(value) * this.#maximum));
  }
}
