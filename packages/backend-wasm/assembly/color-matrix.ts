// Pixels times a matrix, plus an offset, in double precision.

/** The host writes it. */
@unmanaged
class ColorMatrixJob {
  x: usize;
  y: usize;
  /** Doubles: a row of `inputs` weights for each of `outputs` channels. */
  matrix: usize;
  /** Doubles, one for each output channel. */
  offset: usize;
  inputs: i32;
  outputs: i32;
  pixels: i32;
  perChunk: i32;
}

export function colorMatrixChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<ColorMatrixJob>(params);
  const first = chunk * job.perChunk;
  const end = min(first + job.perChunk, job.pixels);
  const xPixel = <usize>job.inputs << 2;
  const yPixel = <usize>job.outputs << 2;
  let x = job.x + <usize>first * xPixel;
  let y = job.y + <usize>first * yPixel;
  for (let pixel = first; pixel < end; pixel++) {
    let weight = job.matrix;
    for (let output: usize = 0; output < yPixel; output += 4) {
      let sum = load<f64>(weight) * <f64>load<f32>(x);
      weight += 8;
      for (let input: usize = 4; input < xPixel; input += 4) {
        sum += load<f64>(weight) * <f64>load<f32>(x + input);
        weight += 8;
      }
      store<f32>(y + output, <f32>(sum + load<f64>(job.offset + (output << 1))));
    }
    x += xPixel;
    y += yPixel;
  }
}
