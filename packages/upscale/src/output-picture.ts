import { CheckpointError, roundHalfEven } from '@srkit/core';
import type { FinishedPatch } from './options';
import { firstChannel, type PassKind, passChannels } from './read-window';
import type { SampleRange } from './sample-range';
import { allocateSamples } from './sample-range';

/** A rectangle of network output, in output pixels of the unpadded picture. */
export interface Patch {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** `[height, width, c]`: floats, or, for colours, samples of the picture's own depth. */
  readonly data: Float32Array | Uint8Array | Uint16Array;
}

/** OpenCV's weights for grey from RGB, which the official code uses for grey pictures and alpha. */
const [GREY_R, GREY_G, GREY_B] = [0.299, 0.587, 0.114];

/** The picture that the passes fill: patches are clamped, turned to grey where asked, and rounded to samples. */
export class OutputPicture {
  readonly data: Uint8Array | Uint16Array;
  readonly bitDepth: 8 | 16;
  readonly #maximum: number;

  constructor(
    readonly width: number,
    readonly height: number,
    readonly channels: 1 | 2 | 3 | 4,
    range: SampleRange,
    readonly onPatch?: ((patch: FinishedPatch) => void) | undefined,
  ) {
    this.data = allocateSamples(width * height * channels, range);
    this.bitDepth = range.bitDepth;
    this.#maximum = range.maximum;
  }

  /** Writes a patch, cut to the picture. @throws CheckpointError when the patch has a NaN. */
  write(pass: PassKind, patch: Patch): void {
    const { channels, width } = this;
    const first = firstChannel(pass, channels);
    const top = Math.max(0, patch.y);
    const bottom = Math.min(this.height, patch.y + patch.height);
    const left = Math.max(0, patch.x);
    const pixels = Math.min(width, patch.x + patch.width) - left;
    // All of it may lie in the padding.
    if (pixels <= 0 || bottom <= top) return;
    const given = passChannels(pass);
    for (let y = top; y < bottom; y++) {
      const from = ((y - patch.y) * patch.width + left - patch.x) * given;
      const to = (y * width + left) * channels + first;
      if (given !== 3) this.#writeOwn(patch.data, given, from, to, pixels);
      else if (!(patch.data instanceof Float32Array)) this.#copyColours(patch.data, from, to, pixels);
      else if (pass === 'colour') this.#writeColours(patch.data, from, to, pixels);
      else this.#writeGreys(patch.data, from, to, pixels);
    }
    const filled =
      pass === 'alpha' || (typeof pass === 'number' && pass === channels - 1 && channels % 2 === 0);
    this.onPatch?.({
      ...{ x: left, y: top, width: pixels, height: bottom - top },
      picture: this,
      channels: filled ? 'alpha' : 'colours',
    });
  }

  /** Writes one channel from a plane of floats in [0, 1]. */
  writePlane(channel: number, plane: Float32Array): void {
    for (let i = 0; i < plane.length; i++) {
      this.data[i * this.channels + channel] = sample(plane[i]!, this.#maximum);
    }
  }

  /** Sets one channel to the full value everywhere. */
  fillChannel(channel: number): void {
    for (let i = channel; i < this.data.length; i += this.channels) this.data[i] = this.#maximum;
  }

  #copyColours(source: Uint8Array | Uint16Array, from: number, to: number, pixels: number): void {
    const { data, channels } = this;
    if (channels === 3) {
      data.set(source.subarray(from, from + 3 * pixels), to);
      return;
    }
    for (let i = 0; i < pixels; i++, from += 3, to += channels) {
      data[to] = source[from]!;
      data[to + 1] = source[from + 1]!;
      data[to + 2] = source[from + 2]!;
    }
  }

  /** Of networks of one or four channels: each output to its own channel, colours to grey where the picture is grey. */
  #writeOwn(source: Patch['data'], given: number, from: number, to: number, pixels: number): void {
    const { data, channels } = this;
    const isGrey = given === 4 && channels < 3;
    let check = 0;
    for (let i = 0; i < pixels; i++, from += given, to += channels) {
      if (isGrey) {
        const grey =
          GREY_R * clamp01(source[from]!) +
          GREY_G * clamp01(source[from + 1]!) +
          GREY_B * clamp01(source[from + 2]!);
        data[to] = sample(grey, this.#maximum);
        if (channels === 2) data[to + 1] = sample(source[from + 3]!, this.#maximum);
      } else {
        for (let c = 0; c < Math.min(given, channels); c++)
          data[to + c] = sample(source[from + c]!, this.#maximum);
      }
      for (let c = 0; c < given; c++) check += source[from + c]!;
    }
    refuseNaN(check);
  }

  // The two loops touch every sample of the result: nothing is called and nothing allocated in them.
  #writeColours(source: Float32Array, from: number, to: number, pixels: number): void {
    const { data, channels } = this;
    const maximum = this.#maximum;
    let check = 0;
    for (let i = 0; i < pixels; i++, from += 3, to += channels) {
      const r = source[from]!;
      const g = source[from + 1]!;
      const b = source[from + 2]!;
      check += r + g + b;
      data[to] = sample(r, maximum);
      data[to + 1] = sample(g, maximum);
      data[to + 2] = sample(b, maximum);
    }
    refuseNaN(check);
  }

  #writeGreys(source: Float32Array, from: number, to: number, pixels: number): void {
    const { data, channels } = this;
    const maximum = this.#maximum;
    let check = 0;
    for (let i = 0; i < pixels; i++, from += 3, to += channels) {
      const grey =
        GREY_R * clamp01(source[from]!) +
        GREY_G * clamp01(source[from + 1]!) +
        GREY_B * clamp01(source[from + 2]!);
      check += grey;
      data[to] = sample(grey, maximum);
    }
    refuseNaN(check);
  }
}

const clamp01 = (value: number): number => (value > 0 ? (value < 1 ? value : 1) : value <= 0 ? 0 : value);

/** A float in [0, 1], or beyond and then cut, as an integer sample; in single precision, as the official code. */
const sample = (value: number, maximum: number): number =>
  roundHalfEven(Math.fround(Math.fround(clamp01(value)) * maximum));

// NaN would be stored as 0, and a broken checkpoint give a black picture. Infinities of both signs add up to it too.
const refuseNaN = (sum: number): void => {
  if (Number.isNaN(sum)) throw nanError();
};

/** For a network that gives NaN. */
export const nanError = (): CheckpointError =>
  new CheckpointError(
    'E_CHECKPOINT_NAN',
    'The network gave NaN (not a number). Its checkpoint is damaged, or was saved in the middle of a training that failed.',
  );
