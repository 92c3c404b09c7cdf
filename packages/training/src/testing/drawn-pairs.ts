import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import type { PairBatch } from '../steps/real-esrnet-step';
import type { BatchSource } from '../trainer/batch-source';

/** A number in 0..1 of whole numbers: xorshift, mixed. */
const noise = (index: number): number => {
  let word = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  word = Math.imul(word ^ (word >>> 15), 0x85ebca6b) >>> 0;
  return ((word ^ (word >>> 13)) >>> 0) / 2 ** 32;
};

/** Batches of smooth pictures with noise, each other than the one before, whose LQ is every fourth pixel. */
export class DrawnPairs implements BatchSource<PairBatch> {
  /** Batches given. */
  position = 0;
  constructor(
    readonly batch = 2,
    readonly side = 8,
    readonly scale = 4,
  ) {}

  async next(): Promise<PairBatch> {
    return this.pair(++this.position);
  }

  pair(number: number): PairBatch {
    const { batch, side, scale } = this;
    const big = side * scale;
    const value = (n: number, y: number, x: number, c: number): number =>
      0.5 +
      0.3 * Math.sin((x * (c + 1) + y * (n + 1)) / 9 + number) +
      0.1 * (noise(number * 7919 + ((n * big + y) * big + x) * 3 + c) - 0.5);
    const picture = (h: number, step: number): Tensor4D => {
      const values = new Float32Array(batch * h * h * 3);
      let at = 0;
      for (let n = 0; n < batch; n++)
        for (let y = 0; y < h; y++)
          for (let x = 0; x < h; x++)
            for (let c = 0; c < 3; c++) values[at++] = value(n, y * step, x * step, c);
      return tensor4d(values, [batch, h, h, 3]);
    };
    return { lq: picture(side, scale), gt: picture(big, 1) };
  }

  state(): number {
    return this.position;
  }

  resume(state: unknown): void {
    this.position = state as number;
  }
}
