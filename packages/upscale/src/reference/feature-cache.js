import { tensor4d } from '@tensorflow/tfjs-core';
/** Features on the host, at most so many bytes of them: the ones that were asked for last. */
export class FeatureCache {
  most;
  #entries = new Map();
  #bytes = 0;
  constructor(most) {
    this.most = most;
  }
  get bytes() {
    return this.#bytes;
  }
  /** The features of that key as a new tensor, or `make()`, kept if there is room for it. */
  async get(key, make) {
    const known = this.#entries.get(key);
    if (known) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return tensor4d(known.data, known.shape);
    }
    const made = await make();
    const bytes = made.size * Float32Array.BYTES_PER_ELEMENT;
    if (bytes > this.most) return made;
    for (const [oldest, { data }] of this.#entries) {
      if (this.#bytes + bytes <= this.most) break;
      this.#entries.delete(oldest);
      this.#bytes -= data.byteLength;
    }
    try {
      this.#entries.set(key, { shape: made.shape, data: Float32Array.from(await made.data()) });
      this.#bytes += bytes;
    } catch (error) {
      made.dispose();
      throw error;
    }
    return made;
  }
  clear() {
    this.#entries.clear();
    this.#bytes = 0;
  }
}
