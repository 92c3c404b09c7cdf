import { DEFORM_COLUMNS, DEFORM_PICTURE_GRADIENT, DEFORM_SAMPLING_GRADIENT, } from '@srkit/core/contracts';
import { threadKernel } from './thread-kernel';
/** What the shaders below read as `uniforms`, beside `threads`. */
const uniformsOf = ([height, width, channels], [, outHeight, outWidth], { kernelSize, stride, padding, dilation, deformGroups, sample, firstRow }) => ({
    height: height,
    width: width,
    channels: channels,
    groups: deformGroups,
    groupChannels: channels / deformGroups,
    taps: kernelSize[0] * kernelSize[1],
    kernelWidth: kernelSize[1],
    stride,
    padding,
    dilation,
    sampleIndex: sample,
    firstRow,
    outHeight: outHeight,
    outWidth: outWidth,
});
/** Pixels of a band times its taps. */
const tapCount = ([, , outWidth], { kernelSize, rows }) => rows * outWidth * kernelSize[0] * kernelSize[1];
/**
 * Where a sample lies: the upper left of its four pixels, and the fractions. `weight` is 0 for a pixel that does not
 * count.
 */
const PLACE = `
struct Place {
  corner : vec2<i32>,
  fraction : vec2<f32>,
  mask : f32,
  inside : bool,
};

fn placeOf(pixel : i32, tap : i32, group : i32) -> Place {
  let y = uniforms.firstRow + pixel / uniforms.outWidth;
  let x = pixel % uniforms.outWidth;
  let start = ((uniforms.sampleIndex * uniforms.outHeight + y) * uniforms.outWidth + x) * 3 * uniforms.groups * uniforms.taps;
  let entry = group * uniforms.taps + tap;
  let rest = vec2<i32>(y, x) * uniforms.stride - uniforms.padding
    + vec2<i32>(tap / uniforms.kernelWidth, tap % uniforms.kernelWidth) * uniforms.dilation;
  let moved = vec2<f32>(rest) + vec2<f32>(sampling[start + 2 * entry], sampling[start + 2 * entry + 1]);
  var place : Place;
  place.mask = sampling[start + 2 * uniforms.groups * uniforms.taps + entry];
  let size = vec2<f32>(f32(uniforms.height), f32(uniforms.width));
  place.inside = all(moved > vec2<f32>(-1.0)) && all(moved < size);
  if (place.inside) {
    place.corner = vec2<i32>(floor(moved));
    place.fraction = moved - floor(moved);
  }
  return place;
}

fn counts(place : Place, step : vec2<i32>) -> bool {
  let at = place.corner + step;
  return place.inside && all(at >= vec2<i32>(0)) && all(at < vec2<i32>(uniforms.height, uniforms.width));
}

// Index of a corner's channel in its sample.
fn indexOf(place : Place, step : vec2<i32>, channel : i32) -> i32 {
  let at = place.corner + step;
  return (at.x * uniforms.width + at.y) * uniforms.channels + channel;
}

fn weightOf(fraction : f32, step : i32) -> f32 {
  return select(1.0 - fraction, fraction, step == 1);
}

fn bilinear(place : Place, step : vec2<i32>) -> f32 {
  return weightOf(place.fraction.x, step.x) * weightOf(place.fraction.y, step.y);
}
`;
const READ = `
fn valueAt(place : Place, step : vec2<i32>, channel : i32) -> f32 {
  if (!counts(place, step)) { return 0.0; }
  return x[uniforms.sampleIndex * uniforms.height * uniforms.width * uniforms.channels + indexOf(place, step, channel)];
}
`;
/** A thread for each value. */
export const deformColumns = threadKernel(DEFORM_COLUMNS, {
    threads: ({ x, sampling }, band) => tapCount(sampling, band) * x[3],
    uniforms: ({ x, sampling }, band) => uniformsOf(x.slice(1), sampling, band),
    code: `${PLACE}${READ}
fn thread(index : i32) {
  let channel = index % uniforms.channels;
  let tap = (index / uniforms.channels) % uniforms.taps;
  let place = placeOf(index / (uniforms.channels * uniforms.taps), tap, channel / uniforms.groupChannels);
  var sum = 0.0;
  for (var i = 0; i < 4; i++) {
    let step = vec2<i32>(i / 2, i % 2);
    sum += bilinear(place, step) * valueAt(place, step, channel);
  }
  result[index] = place.mask * sum;
}`,
});
/** A thread for each value of the columns adds to four pixels. */
export const deformPictureGradient = threadKernel(DEFORM_PICTURE_GRADIENT, {
    threads: ({ columns }) => columns[0] * columns[1],
    uniforms: ({ sampling }, attrs) => uniformsOf(attrs.pictureShape, sampling, attrs),
    accumulates: true,
    code: `${PLACE}
fn thread(index : i32) {
  let channel = index % uniforms.channels;
  let tap = (index / uniforms.channels) % uniforms.taps;
  let place = placeOf(index / (uniforms.channels * uniforms.taps), tap, channel / uniforms.groupChannels);
  for (var i = 0; i < 4; i++) {
    let step = vec2<i32>(i / 2, i % 2);
    if (counts(place, step)) {
      addTo(indexOf(place, step, channel), bilinear(place, step) * place.mask * columns[index]);
    }
  }
}`,
});
/** A thread for each pixel, tap and group, which writes an offset's two values and a mask's. */
export const deformSamplingGradient = threadKernel(DEFORM_SAMPLING_GRADIENT, {
    threads: ({ sampling }, band) => tapCount(sampling, band) * band.deformGroups,
    uniforms: ({ x, sampling }, band) => uniformsOf(x.slice(1), sampling, band),
    code: `${PLACE}${READ}
fn thread(index : i32) {
  let group = index % uniforms.groups;
  let tap = (index / uniforms.groups) % uniforms.taps;
  let pixel = index / (uniforms.groups * uniforms.taps);
  let place = placeOf(pixel, tap, group);
  let column = (pixel * uniforms.taps + tap) * uniforms.channels;
  var slope = vec2<f32>(0.0);
  var value = 0.0;
  for (var i = 0; i < 4; i++) {
    let step = vec2<i32>(i / 2, i % 2);
    var product = 0.0;
    for (var c = group * uniforms.groupChannels; c < (group + 1) * uniforms.groupChannels; c++) {
      product += valueAt(place, step, c) * columns[column + c];
    }
    value += bilinear(place, step) * product;
    slope += vec2<f32>(2 * step - 1) * product
      * vec2<f32>(weightOf(place.fraction.y, step.y), weightOf(place.fraction.x, step.x));
  }
  let start = pixel * 3 * uniforms.groups * uniforms.taps;
  let entry = group * uniforms.taps + tap;
  result[start + 2 * entry] = place.mask * slope.x;
  result[start + 2 * entry + 1] = place.mask * slope.y;
  result[start + 2 * uniforms.groups * uniforms.taps + entry] = value;
}`,
});
