// What pools and their gradients share: where windows lie. Pictures are NHWC.

/** The front of a pool's job; the host writes it. */
@unmanaged
export class PoolWindows {
  height: i32;
  width: i32;
  channels: i32;
  outHeight: i32;
  outWidth: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  padTop: i32;
  padLeft: i32;
  /** Rows that a job goes through, of all samples. */
  lines: i32;
  linesPerChunk: i32;
}

/** The first window that reaches a position of the padded picture. */
@inline
export function firstWindow(position: i32, filter: i32, stride: i32): i32 {
  return position < filter ? 0 : (position - filter) / stride + 1;
}
