// Norms of patches, in double precision. Equal patches have equal norms to the last bit.

@unmanaged
class LengthsJob {
  /** `[pixels, channels]`. */
  features: usize;
  pixels: i32;
  channels: i32;
  /** Squared length of every pixel. */
  lengths: usize;
  pixelsPerChunk: i32;
}

/** One chunk: some pixels. */
export function pixelLengthsChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<LengthsJob>(params);
  const start = chunk * job.pixelsPerChunk;
  const end = min(start + job.pixelsPerChunk, job.pixels);
  let from = job.features + ((<usize>start * <usize>job.channels) << 2);
  for (let pixel = start; pixel < end; pixel++) {
    let low = f64x2.splat(0);
    let high = low;
    let c = 0;
    for (; c + 4 <= job.channels; c += 4) {
      const value = v128.load(from);
      const a = f64x2.promote_low_f32x4(value);
      const b = f64x2.promote_low_f32x4(i32x4.shuffle(value, value, 2, 3, 0, 1));
      low = f64x2.add(low, f64x2.mul(a, a));
      high = f64x2.add(high, f64x2.mul(b, b));
      from += 16;
    }
    low = f64x2.add(low, high);
    let sum = f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1);
    for (; c < job.channels; c++) {
      const value = <f64>load<f32>(from);
      sum += value * value;
      from += 4;
    }
    store<f64>(job.lengths + (<usize>pixel << 3), sum);
  }
}

@unmanaged
class NormsJob {
  /** Squared length of every pixel, `[rows + patch - 1, width]`. */
  lengths: usize;
  width: i32;
  patch: i32;
  rows: i32;
  /** `[rows, width - patch + 1]`. */
  norms: usize;
  rowsPerChunk: i32;
}

/** One chunk: some rows of patches. */
export function patchNormsChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<NormsJob>(params);
  const columns = job.width - job.patch + 1;
  const start = chunk * job.rowsPerChunk;
  const end = min(start + job.rowsPerChunk, job.rows);
  let to = job.norms + ((<usize>start * <usize>columns) << 3);
  for (let y = start; y < end; y++) {
    for (let x = 0; x < columns; x++) {
      let sum: f64 = 0;
      for (let i = 0; i < job.patch; i++) {
        const row = job.lengths + ((<usize>(y + i) * <usize>job.width + <usize>x) << 3);
        for (let j: usize = 0; j < <usize>job.patch; j++) sum += load<f64>(row + (j << 3));
      }
      store<f64>(to, Math.sqrt(sum));
      to += 8;
    }
  }
}
