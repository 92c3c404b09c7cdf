import { ShapeError } from '@srkit/core';

/** Of a text in a message. */
const MOST_LETTERS = 60;
const MOST_NAMES = 8;
const isSide = (value) => Number.isInteger(value);
const isRaster = ({ width, height, channels, data }) =>
  isSide(width) &&
  isSide(height) &&
  [1, 2, 3, 4].includes(channels) &&
  (data instanceof Uint8Array || data instanceof Uint16Array);
const isImageData = ({ width, height, data }) =>
  isSide(width) && isSide(height) && data instanceof Uint8ClampedArray;
const DECODE = 'decodeImage of @srkit/image makes one of a file or its bytes';
/** What was given in place of a picture, and what to do. */
const misgiven = (value) => {
  if (typeof value === 'string') return [`the text '${value.slice(0, MOST_LETTERS)}'`, DECODE];
  if (value instanceof Promise) return ['a promise', 'await it'];
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return ['bytes', DECODE];
  if (value === null || typeof value !== 'object') return [String(value), DECODE];
  const names = Object.keys(value).slice(0, MOST_NAMES).join(', ');
  return [`an object with ${names || 'nothing'}`, DECODE];
};
/** The picture, a page's `ImageData` as one of four channels; a `ShapeError` in words for anything else. */
export const asRaster = (given) => {
  const fields = given ?? {};
  if (isRaster(fields)) return given;
  if (isImageData(fields)) {
    const { width, height, data } = given;
    const samples = new Uint8Array(data.buffer, data.byteOffset, data.length);
    return { width, height, channels: 4, data: samples };
  }
  const [what, remedy] = misgiven(given);
  throw new ShapeError(
    'E_SHAPE_PICTURE',
    `upscale: the picture is ${what}; expected { width, height, channels, data } with 1 to 4 channels in a Uint8Array or Uint16Array: ${remedy}.`,
  );
};
