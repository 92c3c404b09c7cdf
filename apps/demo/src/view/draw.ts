import type { Size } from './viewport';

/** A picture as far as it is there: bitmaps at their places, in its own pixels. */
export interface Shown extends Size {
  readonly pieces: readonly { readonly x: number; readonly y: number; readonly bitmap: ImageBitmap }[];
}

export const closeShown = (shown: Shown | undefined): void => {
  for (const { bitmap } of shown?.pieces ?? []) bitmap.close();
};

/** From how many device pixels for one of a picture on its pixels are shown as squares. */
const SQUARES_FROM = 3;

/**
 * Draws what of a picture lies in the canvas.
 *
 * @param corner Of the picture, in device pixels of the canvas.
 * @param zoom Device pixels of one of the picture's.
 */
export const draw = (
  canvas: HTMLCanvasElement,
  shown: Shown | undefined,
  corner: { readonly x: number; readonly y: number },
  zoom: number,
  smooth: boolean,
): void => {
  const context = canvas.getContext('2d');
  if (!context) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (!shown) return;
  context.imageSmoothingEnabled = smooth || zoom < SQUARES_FROM;
  context.imageSmoothingQuality = zoom < 1 ? 'medium' : 'high';
  for (const { x, y, bitmap } of shown.pieces) {
    // Edges on whole pixels, so that none shows between two pieces.
    const left = Math.round(corner.x + x * zoom);
    const top = Math.round(corner.y + y * zoom);
    const right = Math.round(corner.x + (x + bitmap.width) * zoom);
    const bottom = Math.round(corner.y + (y + bitmap.height) * zoom);
    if (right <= 0 || bottom <= 0 || left >= canvas.width || top >= canvas.height) continue;
    context.drawImage(bitmap, left, top, Math.max(1, right - left), Math.max(1, bottom - top));
  }
};
