/** A batch of RGB pictures outside of tensors. */
export interface Pixels {
  /** `n * height * width * 3` numbers: 0..1 as floats, 0..255 as bytes. */
  readonly data: Float32Array | Uint8Array;
  readonly shape: readonly [n: number, height: number, width: number, channels: 3];
}

/** LQ and ground truth, as floats in 0..1. */
export interface PixelPair {
  readonly lq: Pixels & { readonly data: Float32Array };
  readonly gt: Pixels & { readonly data: Float32Array };
}
