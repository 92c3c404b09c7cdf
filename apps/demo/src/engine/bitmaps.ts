import type { Raster } from '@srkit/image';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Longest side of a bitmap: graphics cards have textures of that size everywhere. */
const MAX_SIDE = 2048;

/**
 * Pixels of a picture that are shown at once, of four bytes each. More than a screen has; of larger pictures fewer are shown,
 * and the part that is looked at closely is fetched by itself.
 */
export const MAX_SHOWN_PIXELS = 2 ** 24;

type Pixels = Pick<Raster, 'width' | 'height' | 'channels' | 'data'>;

/** How many pixels across and down of a picture become one of what is shown of it. */
export const reductionOf = ({ width, height }: Pick<Rectangle, 'width' | 'height'>): number =>
  Math.max(1, Math.ceil(Math.sqrt((width * height) / MAX_SHOWN_PIXELS)));

/** What is shown: 8 bits, RGBA, by colour and alpha of each pixel. */
interface Show {
  readonly shift: number;
  readonly colour: 0 | 1;
  readonly hasAlpha: boolean;
}

const showOf = ({ channels, data }: Pixels, alpha: boolean): Show => ({
  shift: data instanceof Uint16Array ? 8 : 0,
  colour: channels >= 3 ? 1 : 0,
  hasAlpha: alpha && channels % 2 === 0,
});

/** A part of a picture of any channels and depth as a screen shows it: 8 bits, RGBA. */
export const screenPixels = (picture: Pixels, area: Rectangle, alpha: boolean): ImageData => {
  const { width, channels, data } = picture;
  const { shift, colour, hasAlpha } = showOf(picture, alpha);
  const pixels = new ImageData(area.width, area.height);
  const out = pixels.data;
  for (let y = 0, to = 0; y < area.height; y++) {
    let from = ((area.y + y) * width + area.x) * channels;
    for (let x = 0; x < area.width; x++, from += channels, to += 4) {
      out[to] = data[from]! >> shift;
      out[to + 1] = data[from + colour]! >> shift;
      out[to + 2] = data[from + 2 * colour]! >> shift;
      out[to + 3] = hasAlpha ? data[from + channels - 1]! >> shift : 255;
    }
  }
  return pixels;
};

/**
 * The same, with one pixel for each square of the picture: the mean of it.
 *
 * @param squares In squares; those at the right and lower edge of the picture may be cut.
 */
const reducedPixels = (picture: Pixels, squares: Rectangle, side: number, alpha: boolean): ImageData => {
  const { width, height, channels, data } = picture;
  const { shift, colour, hasAlpha } = showOf(picture, alpha);
  const pixels = new ImageData(squares.width, squares.height);
  const out = pixels.data;
  const last = channels - 1;
  for (let y = 0, to = 0; y < squares.height; y++) {
    const top = (squares.y + y) * side;
    const bottom = Math.min(height, top + side);
    for (let x = 0; x < squares.width; x++, to += 4) {
      const left = (squares.x + x) * side;
      const right = Math.min(width, left + side);
      let [r, g, b, a] = [0, 0, 0, 0];
      for (let row = top; row < bottom; row++) {
        let from = (row * width + left) * channels;
        for (let column = left; column < right; column++, from += channels) {
          r += data[from]!;
          g += data[from + colour]!;
          b += data[from + 2 * colour]!;
          a += data[from + last]!;
        }
      }
      const scale = 1 / ((bottom - top) * (right - left) * 2 ** shift);
      out[to] = r * scale;
      out[to + 1] = g * scale;
      out[to + 2] = b * scale;
      out[to + 3] = hasAlpha ? a * scale : 255;
    }
  }
  return pixels;
};

/** Rectangles of at most so long a side that cover one. */
const cutUp = ({ x, y, width, height }: Rectangle): Rectangle[] => {
  const parts: Rectangle[] = [];
  for (let top = 0; top < height; top += MAX_SIDE) {
    for (let left = 0; left < width; left += MAX_SIDE) {
      parts.push({
        x: x + left,
        y: y + top,
        width: Math.min(MAX_SIDE, width - left),
        height: Math.min(MAX_SIDE, height - top),
      });
    }
  }
  return parts;
};

/** The squares of `side` pixels whose last pixel lies between two, of which the second is not meant. */
const squaresEndingIn = (start: number, end: number, length: number, side: number): [number, number] => {
  const first = Math.ceil((start + 1) / side) - 1;
  return [first, end >= length ? Math.ceil(length / side) : Math.ceil((end + 1) / side) - 1];
};

/** A bitmap and the rectangle of the picture that it shows, in the picture's pixels. */
export interface Piece extends Rectangle {
  readonly bitmap: ImageBitmap;
}

/**
 * A rectangle of a picture as bitmaps, with fewer pixels where the picture has more than are shown. Of a picture that is being
 * filled from the upper left, squares that are not full yet are left to the next rectangle.
 */
export const piecesOf = (picture: Pixels, area: Rectangle, alpha: boolean): Promise<Piece>[] => {
  const { width, height } = picture;
  const side = reductionOf(picture);
  const [left, right] = squaresEndingIn(area.x, area.x + area.width, width, side);
  const [top, bottom] = squaresEndingIn(area.y, area.y + area.height, height, side);
  return cutUp({ x: left, y: top, width: right - left, height: bottom - top }).map(async (squares) => {
    const pixels =
      side === 1 ? screenPixels(picture, squares, alpha) : reducedPixels(picture, squares, side, alpha);
    const [x, y] = [squares.x * side, squares.y * side];
    return {
      ...{ x, y },
      width: Math.min(width - x, squares.width * side),
      height: Math.min(height - y, squares.height * side),
      bitmap: await createImageBitmap(pixels),
    };
  });
};
