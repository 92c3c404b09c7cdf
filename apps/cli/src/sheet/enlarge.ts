import type { Raster } from '@srkit/image';

/** An RGB picture at another size, every pixel the nearest one of the source, 8 bit. */
export const enlarge = ({ width, height, data }: Raster, toWidth: number, toHeight: number): Buffer => {
  const divisor = data instanceof Uint16Array ? 257 : 1;
  const out = Buffer.alloc(toWidth * toHeight * 3);
  for (let y = 0, to = 0; y < toHeight; y++) {
    const row = Math.floor((y * height) / toHeight) * width;
    for (let x = 0; x < toWidth; x++) {
      const from = (row + Math.floor((x * width) / toWidth)) * 3;
      for (let c = 0; c < 3; c++) out[to++] = Math.round(data[from + c]! / divisor);
    }
  }
  return out;
};
