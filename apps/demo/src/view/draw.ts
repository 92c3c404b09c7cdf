import type { Piece } from '../engine/bitmaps';
import type { Parts } from './parts';
import type { Size } from './viewport';

/** A picture as far as it is there: bitmaps at their places, in its own pixels, of which they may have fewer. */
export interface Shown extends Size {
  readonly pieces: readonly Piece[];
  /** Where the pieces have fewer pixels than the picture: parts of it with all of them. */
  readonly parts?: Parts | undefined;
}

export const closeShown = (shown: Shown | undefined): void => {
  for (const { bitmap } of shown?.pieces ?? []) bitmap.close();
  shown?.parts?.close();
};

/** From how many device pixels for one of a picture on its pixels are shown as squares. */
const SQUARES_FROM = 3;

/** What of the picture lies in the canvas: the pieces, and over them the parts, where these have more pixels. */
const visible = (
  canvas: HTMLCanvasElement,
  { width, height, pieces, parts }: Shown,
  corner: { readonly x: number; readonly y: number },
  zoom: number,
): readonly Piece[] => {
  if (!parts) return pieces;
  const first = pieces[0];
  if (first && zoom * first.width <= first.bitmap.width) {
    parts.rest();
    return pieces;
  }
  const area = {
    x: Math.max(0, -corner.x / zoom),
    y: Math.max(0, -corner.y / zoom),
    width: canvas.width / zoom,
    height: canvas.height / zoom,
  };
  return [...pieces, ...parts.seen({ width, height }, area)];
};

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
  for (const { x, y, width, height, bitmap } of visible(canvas, shown, corner, zoom)) {
    // Edges on whole pixels, so that none shows between two pieces.
    const left = Math.round(corner.x + x * zoom);
    const top = Math.round(corner.y + y * zoom);
    const right = Math.round(corner.x + (x + width) * zoom);
    const bottom = Math.round(corner.y + (y + height) * zoom);
    if (right <= 0 || bottom <= 0 || left >= canvas.width || top >= canvas.height) continue;
    context.drawImage(bitmap, left, top, Math.max(1, right - left), Math.max(1, bottom - top));
  }
};
