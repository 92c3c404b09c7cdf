import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';

interface Entry {
  readonly shape: [number, number, number, number];
  readonly data: Float32Array;
}

const bytesOf = (features: Tensor4D): number => features.size * Float32Array.BYTES_PER_ELEMENT;

/** Features on the host, at most so many bytes of them: the ones that were asked for last. */
export class FeatureCache {
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor(readonly most: number) {}

  get bytes(): number {
    return this.#bytes;
  }

  /** The features of that key as a new tensor, or `make()`, kept if there is room for it. */
  async get(key: string, make: () => Promise<Tensor4D>): Promise<Tensor4D> {
    const known = this.#entries.get(key);
    if (known) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return tensor4d(known.data, known.shape);
    }
    const made = await make();
    const bytes = bytesOf(made);
    if (bytes > this.most) return made;
    for (const [oldest, { data }] of this.#entries) {
      if (this.#bytes + bytes <= this.most) break;
      this.#entries.delete(oldest);
      this.#bytes -= data.byteLength;
    }
    try {
      await this.offer(key, made);
    } catch (error) {
      made.dispose();
      throw error;
    }
    return made;
  }

  /** Keeps a copy of features that came for nothing, where no others have to go for them. */
  async offer(key: string, features: Tensor4D): Promise<void> {
    const bytes = bytesOf(features);
    if (this.#bytes + bytes > this.most || this.#entries.has(key)) return;
    this.#entries.set(key, { shape: features.shape, data: (await features.data()) as Float32Array });
    this.#bytes += bytes;
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }
}
