import { env } from '@tensorflow/tfjs-core';
import { activationSource } from './activations';
import { declareArray, range, readFour, XYZW } from './source';
/** Input channels brought in at once. */
const DEPTH = 16;
const LANES = 4;
/** Groups of fewer threads leave a card idle, and keep the software adapter busy for minutes. */
const LEAST_COLUMNS = 4;
/** Groups that are enough to keep a large card busy; smaller tiles are taken until there are as many. */
const ENOUGH_GROUPS = 'SRKIT_WEBGPU_ENOUGH_GROUPS';
env().registerFlag(ENOUGH_GROUPS, () => 256);
/** At most 256 threads. */
export const tileFor = (pixels, outChannels) => {
    const columns = Math.min(16, Math.max(LEAST_COLUMNS, Math.ceil(outChannels / LANES)));
    const rows = columns > 4 ? 16 : 32;
    const channelTiles = Math.ceil(outChannels / (LANES * columns));
    const wanted = env().getNumber(ENOUGH_GROUPS);
    const enough = [128, 64].find((side) => Math.ceil(pixels / side) * channelTiles >= wanted);
    return { pixels: enough ?? 32, rows, columns };
};
/** Adds the products of row k of the group's memory to the thread's sums. */
const multiply = (each) => {
    if (each >= LANES) {
        return `for (var q = 0; q < ${each / LANES}; q++) {
          let a = seen[k][row * ${each / LANES} + q];
          ${range(LANES)
            .map((i) => `sums[4 * q + ${i}] = fma(vec4<f32>(a.${XYZW[i]}), b, sums[4 * q + ${i}]);`)
            .join('\n          ')}
        }`;
    }
    if (each === 1)
        return 'sums[0] = fma(vec4<f32>(seen[k][row / 4][row % 4]), b, sums[0]);';
    return `let both = seen[k][row / 2];
        let a = select(both.xy, both.zw, row % 2 == 1);
        sums[0] = fma(vec4<f32>(a.x), b, sums[0]);
        sums[1] = fma(vec4<f32>(a.y), b, sums[1]);`;
};
/** Vectors of four channels that each thread brings in. */
const loadsOf = ({ pixels, rows, columns }) => Math.ceil((pixels * (DEPTH / LANES)) / (rows * columns));
/** Brings 16 channels of a source, from `k0`, into the group's memory. */
const bringPixels = (shape, index) => {
    const { tile } = shape;
    const { channels, vector, pixelStride, inOutput } = shape.sources[index];
    const threads = tile.rows * tile.columns;
    const name = inOutput ? 'result' : `x${index}`;
    const read = vector
        ? `${name}[(places[i] * ${pixelStride} + channel) / 4]`
        : readFour(name, `places[i] * ${pixelStride}`, 'channel', channels);
    const count = tile.pixels * (DEPTH / LANES);
    const bring = `let e = thread + i * ${threads};
        let r = e / 4;
        let c = (e % 4) * 4;
        let channel = k0 + c;
        var v = vec4<f32>(0.0);
        if (places[i] >= 0 && channel < ${channels}) { v = ${read}; }
        seen[c][r / 4][r % 4] = v.x;
        seen[c + 1][r / 4][r % 4] = v.y;
        seen[c + 2][r / 4][r % 4] = v.z;
        seen[c + 3][r / 4][r % 4] = v.w;`;
    const whole = count % threads === 0;
    return `for (var i = 0; i < ${loadsOf(tile)}; i++) {
        ${whole ? bring : `if (thread + i * ${threads} < ${count}) {\n        ${bring}\n        }`}
      }`;
};
const bringFilter = ({ tile, outChannels, outVector }, first, channels) => {
    const threads = tile.rows * tile.columns;
    const count = DEPTH * tile.columns;
    const row = `(tap * inChannels + ${first} + k0 + k) * ${outChannels}`;
    const read = outVector
        ? `filter_[(${row} + channel) / 4]`
        : readFour('filter_', row, 'channel', outChannels);
    return `for (var e = thread; e < ${count}; e += ${threads}) {
        let k = e / ${tile.columns};
        let channel = firstChannel + (e % ${tile.columns}) * 4;
        var v = vec4<f32>(0.0);
        if (k0 + k < ${channels} && channel < ${outChannels}) { v = ${read}; }
        weights[k][e % ${tile.columns}] = v;
      }`;
};
const source = (shape) => {
    const { tile, sources, outChannels, outVector, outputVector, taps, spread, hasBias, prelu, residuals } = shape;
    const threads = tile.rows * tile.columns;
    const each = tile.pixels / tile.rows;
    const inChannels = sources.reduce((sum, { channels }) => sum + channels, 0);
    const channelTiles = Math.ceil(outChannels / (LANES * tile.columns));
    const arrays = [
        ...sources.flatMap(({ inOutput, vector }, i) => inOutput ? [] : [[`x${i}`, vector]]),
        ['filter_', outVector],
        ...(hasBias ? [['bias', outVector]] : []),
        ...(prelu === 'none' ? [] : [['prelu', prelu === 'each' && outVector]]),
        ...range(residuals).map((i) => [`residual${i}`, outVector]),
    ];
    const perChannel = (name) => outVector ? `${name}[channel / 4]` : readFour(name, '0', 'channel', outChannels);
    const residual = (i) => outVector
        ? `residual${i}[(pixel * ${outChannels} + channel) / 4]`
        : readFour(`residual${i}`, `pixel * ${outChannels}`, 'channel', outChannels);
    const scaled = range(residuals).map((i) => `y = uniforms.scale * y + ${residual(i)};`);
    const store = outputVector
        ? 'result[(pixel * uniforms.outStride + uniforms.outFirst + channel) / 4] = y;'
        : range(LANES)
            .map((i) => `if (channel + ${i} < ${outChannels}) { result[pixel * uniforms.outStride + uniforms.outFirst + channel + ${i}] = y.${XYZW[i]}; }`)
            .join('\n    ');
    return `
${declareArray(0, 'result', outputVector, 'read_write')}
${arrays.map(([name, vector], i) => declareArray(i + 1, name, vector)).join('\n')}

var<workgroup> seen : array<array<vec4<f32>, ${tile.pixels / LANES + 1}>, ${DEPTH}>;
var<workgroup> weights : array<array<vec4<f32>, ${tile.columns}>, ${DEPTH}>;

const inChannels = ${inChannels};

${activationSource(shape.activation)}

fn finish(pixel : i32, channel : i32, sum : vec4<f32>) {
  if (pixel >= uniforms.pixels || channel >= ${outChannels}) { return; }
  var y = activate(${hasBias ? `sum + ${perChannel('bias')}` : 'sum'}, ${prelu === 'none' ? 'vec4<f32>(0.0)' : prelu === 'one' ? 'vec4<f32>(prelu[0])' : perChannel('prelu')});
  ${scaled.join('\n  ')}
  ${store}
}

@compute @workgroup_size(${tile.columns}, ${tile.rows})
fn main(@builtin(local_invocation_id) local : vec3<u32>, @builtin(workgroup_id) group : vec3<u32>,
        @builtin(num_workgroups) groups : vec3<u32>) {
  let place = groupNumber(group, groups);
  let column = i32(local.x);
  let row = i32(local.y);
  let thread = row * ${tile.columns} + column;
  let firstPixel = place / ${channelTiles} * ${tile.pixels};
  let firstChannel = place % ${channelTiles} * ${LANES * tile.columns};
  let outPlane = uniforms.outHeight * uniforms.outWidth;
  var sums : array<vec4<f32>, ${each}>;
  var places : array<i32, ${loadsOf(tile)}>;
  for (var tap = 0; tap < ${taps[0] * taps[1]}; tap++) {
    // The pixels that this thread brings in; -1 beyond the picture.
    for (var i = 0; i < ${loadsOf(tile)}; i++) {
      let p = firstPixel + (thread + i * ${threads}) / 4;
      let farY = p % outPlane / uniforms.outWidth * uniforms.strideY - uniforms.padTop + tap / ${taps[1]} * uniforms.dilationY;
      let farX = p % uniforms.outWidth * uniforms.strideX - uniforms.padLeft + tap % ${taps[1]} * uniforms.dilationX;
      let atY = farY / ${spread[0]};
      let atX = farX / ${spread[1]};
      let inside = p < uniforms.pixels && farY >= 0 && atY < uniforms.inHeight && farX >= 0 && atX < uniforms.inWidth
        && atY * ${spread[0]} == farY && atX * ${spread[1]} == farX;
      places[i] = select(-1, (p / outPlane * uniforms.inHeight + atY) * uniforms.inWidth + atX, inside);
    }
    ${sources
        .map(({ channels }, index) => {
        const first = sources.slice(0, index).reduce((sum, before) => sum + before.channels, 0);
        return `for (var k0 = 0; k0 < ${channels}; k0 += ${DEPTH}) {
      ${bringPixels(shape, index)}
      ${bringFilter(shape, first, channels)}
      workgroupBarrier();
      for (var k = 0; k < ${DEPTH}; k++) {
        let b = weights[k][column];
        ${multiply(each)}
      }
      workgroupBarrier();
    }`;
    })
        .join('\n    ')}
  }
  for (var i = 0; i < ${each}; i++) {
    finish(firstPixel + row * ${each} + i, firstChannel + column * 4, sums[i]);
  }
}
`;
};
const sizeOf = ({ shape }) => shape.reduce((product, side) => product * side, 1);
/** The shader, and what it is given. */
export const implicitProduct = (convolution) => {
    const { output, sources, filter, bias, activation, prelu, residuals = [], geometry } = convolution;
    const { batch, outHeight, outWidth, outChannels, filterHeight, filterWidth } = geometry;
    const pixels = batch * outHeight * outWidth;
    const tile = tileFor(pixels, outChannels);
    const outVector = outChannels % LANES === 0;
    const outputVector = outVector && output.stride % LANES === 0 && output.first % LANES === 0;
    const shape = {
        tile,
        sources: sources.map(({ info, channels }) => {
            const pixelStride = info ? info.shape[3] : output.stride;
            const vector = info ? pixelStride % LANES === 0 && channels % LANES === 0 : outputVector;
            return { channels, inOutput: !info, vector, pixelStride };
        }),
        outChannels,
        outVector,
        outputVector,
        taps: [filterHeight, filterWidth],
        spread: [geometry.spreadY ?? 1, geometry.spreadX ?? 1],
        hasBias: bias !== undefined,
        prelu: prelu ? (sizeOf(prelu) === 1 ? 'one' : 'each') : 'none',
        activation,
        residuals: residuals.length,
    };
    const { pixels: tilePixels, columns } = tile;
    return {
        key: `srkit_convolution_${JSON.stringify(shape)}`,
        source: () => source(shape),
        tensors: [
            output.info,
            ...sources.flatMap(({ info }) => info ?? []),
            filter,
            ...(bias ? [bias] : []),
            ...(prelu ? [prelu] : []),
            ...residuals,
        ],
        written: 1,
        ints: {
            pixels,
            inHeight: geometry.inHeight,
            inWidth: geometry.inWidth,
            outHeight,
            outWidth,
            strideY: geometry.strideY,
            strideX: geometry.strideX,
            padTop: geometry.padTop,
            padLeft: geometry.padLeft,
            dilationY: geometry.dilationY,
            dilationX: geometry.dilationX,
            outStride: output.stride,
            outFirst: output.first,
        },
        floats: { alpha: convolution.alpha ?? 0, scale: convolution.scale ?? 1 },
        groups: Math.ceil(pixels / tilePixels) * Math.ceil(outChannels / (LANES * columns)),
    };
};
