import { BIAS_PRELU, BIAS_PRELU_GRADIENTS } from '@srkit/core/contracts';
import { declareArray } from '../convolution/source';
import { runElementwise } from './elementwise';
import { implementOp } from './op-kernel';
/** Threads of a group: within WebGPU's default. */
const THREADS = 256;
/** Parts that the pixels are cut into at most: a group for each keeps a large card busy. */
const MOST_PARTS = 256;
/** Pixels of a part are at least so many. */
const LEAST_PIXELS = 64;
export const biasPrelu = implementOp(BIAS_PRELU, ({ backend, inputs: { z, bias, slopes }, outputShape }) => {
    const y = backend.output(outputShape);
    runElementwise(backend, {
        key: 'bias_prelu',
        outputs: { y },
        inputs: { z, bias, slopes },
        ints: { channels: bias.shape[0] },
        body: `
  let channel = i % uniforms.channels;
  let x = z[i] + bias[channel];
  y[i] = select(x * slopes[channel], x, x > 0.0);`,
    });
    return y;
});
const partsOf = (size, channels) => {
    const pixels = size / channels;
    const columns = Math.min(channels, THREADS);
    const partPixels = Math.max(LEAST_PIXELS, Math.ceil(pixels / MOST_PARTS));
    return {
        pixels,
        channels,
        columns,
        lanes: Math.floor(THREADS / columns),
        channelTiles: Math.ceil(channels / columns),
        count: Math.ceil(pixels / partPixels),
        partPixels,
    };
};
/** The gradient of `z`, and for each part of the pixels the sums over it: `[parts, bias or slopes, channels]`. */
const gradientAndSums = (backend, { dy, z, bias, slopes }, { columns, lanes, channelTiles, ...parts }) => {
    const dz = backend.output(z.shape);
    const sums = backend.output([parts.count, 2, parts.channels]);
    const inputs = { dy, z, bias, slopes };
    backend.dispatch({
        key: `srkit_bias_prelu_gradients_${columns}_${lanes}`,
        source: () => `
${declareArray(0, 'dz', false, 'read_write')}
${declareArray(1, 'sums', false, 'read_write')}
${Object.keys(inputs)
            .map((name, i) => declareArray(i + 2, name, false))
            .join('\n')}

var<workgroup> collected : array<vec2<f32>, ${columns * lanes}>;

@compute @workgroup_size(${columns * lanes})
fn main(@builtin(local_invocation_index) local : u32, @builtin(workgroup_id) group : vec3<u32>,
        @builtin(num_workgroups) groups : vec3<u32>) {
  let place = groupNumber(group, groups);
  if (place >= uniforms.count * uniforms.channelTiles) { return; }
  let part = place / uniforms.channelTiles;
  let channel = place % uniforms.channelTiles * ${columns} + i32(local) % ${columns};
  let lane = i32(local) / ${columns};
  var sum = vec2<f32>(0.0);
  if (channel < uniforms.channels) {
    let slope = slopes[channel];
    let shift = bias[channel];
    let end = min((part + 1) * uniforms.partPixels, uniforms.pixels);
    for (var pixel = part * uniforms.partPixels + lane; pixel < end; pixel += ${lanes}) {
      let at = pixel * uniforms.channels + channel;
      let x = z[at] + shift;
      let back = select(dy[at] * slope, dy[at], x > 0.0);
      dz[at] = back;
      sum += vec2<f32>(back, select(dy[at] * x, 0.0, x > 0.0));
    }
  }
  collected[local] = sum;
  workgroupBarrier();
  if (lane > 0 || channel >= uniforms.channels) { return; }
  for (var other = 1; other < ${lanes}; other++) { sum += collected[other * ${columns} + i32(local)]; }
  sums[2 * part * uniforms.channels + channel] = sum.x;
  sums[(2 * part + 1) * uniforms.channels + channel] = sum.y;
}
`,
        tensors: [dz, sums, ...Object.values(inputs)],
        written: 2,
        ints: { ...parts, channelTiles },
        groups: parts.count * channelTiles,
    });
    return [dz, sums];
};
/** Parts that a thread of the last sum adds up. */
const LAST_LANES = 64;
/** The gradient of `z` is written in the pass that sums up the other two; the sums are added in order. */
export const biasPreluGradients = implementOp(BIAS_PRELU_GRADIENTS, ({ backend, inputs }) => {
    const { z, bias, slopes } = inputs;
    const channels = bias.shape[0];
    const parts = partsOf(z.shape.reduce((product, side) => product * side, 1), channels);
    const [dz, sums] = gradientAndSums(backend, inputs, parts);
    const [dBias, dSlopes] = [backend.output(bias.shape), backend.output(slopes.shape)];
    backend.dispatch({
        key: 'srkit_bias_prelu_sums',
        source: () => `
${declareArray(0, 'dBias', false, 'read_write')}
${declareArray(1, 'dSlopes', false, 'read_write')}
${declareArray(2, 'sums', false)}

var<workgroup> collected : array<vec2<f32>, ${LAST_LANES}>;

@compute @workgroup_size(${LAST_LANES})
fn main(@builtin(local_invocation_index) local : u32, @builtin(workgroup_id) group : vec3<u32>,
        @builtin(num_workgroups) groups : vec3<u32>) {
  let channel = groupNumber(group, groups);
  if (channel >= uniforms.channels) { return; }
  var sum = vec2<f32>(0.0);
  for (var part = i32(local); part < uniforms.count; part += ${LAST_LANES}) {
    let at = 2 * part * uniforms.channels + channel;
    sum += vec2<f32>(sums[at], sums[at + uniforms.channels]);
  }
  collected[local] = sum;
  workgroupBarrier();
  if (local > 0u) { return; }
  for (var other = 1; other < ${LAST_LANES}; other++) { sum += collected[other]; }
  dBias[channel] = sum.x;
  dSlopes[channel] = sum.y;
}
`,
        tensors: [dBias, dSlopes, sums],
        written: 2,
        ints: { channels, count: parts.count },
        groups: channels,
    });
    backend.disposeData(sums.dataId);
    return [dz, dBias, dSlopes];
});
