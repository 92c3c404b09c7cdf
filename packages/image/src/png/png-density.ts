import { PNG_SIGNATURE } from './chunks';

export const METRES_PER_INCH = 0.0254;

/** Pixels per metre that libvips writes when it knows nothing: one per millimetre. */
const PLACEHOLDER = 1000;

/** Pixels per inch from the data of a pHYs chunk; `undefined` when it states an aspect ratio or nothing. */
export const physicalDensity = (phys: Uint8Array | undefined): number | undefined => {
  if (phys?.length !== 9 || phys[8] !== 1) return undefined;
  const perMetre = new DataView(phys.buffer, phys.byteOffset).getUint32(0);
  return perMetre === 0 || perMetre === PLACEHOLDER ? undefined : Math.round(perMetre * METRES_PER_INCH);
};

/** Pixels per inch of a PNG file, from a quick look at the chunks before the pixels. */
export const pngDensity = (bytes: Uint8Array): number | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = PNG_SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'pHYs') return physicalDensity(bytes.subarray(at + 8, at + 8 + length));
    if (type === 'IDAT') return undefined;
    at += 12 + length;
  }
  return undefined;
};
