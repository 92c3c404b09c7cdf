import type { Piece } from '../engine/bitmaps';
import { MAX_SHOWN_PIXELS, reductionOf } from '../engine/bitmaps';
import { bitmapOf, overviewOf, partOf, pictureDone } from '../engine/engine';
import type { UpscaleOutput } from '../engine/protocol';
import type { Shown } from './draw';
import { Parts } from './parts';

/** A picture from a file, to be shown; undefined where the browser cannot read it. */
export const shownOf = async (file: Blob): Promise<Shown | undefined> => {
  try {
    const whole = await bitmapOf(file);
    const { width, height } = whole;
    const side = reductionOf(whole);
    if (side === 1) return { width, height, pieces: [{ x: 0, y: 0, width, height, bitmap: whole }] };
    const bitmap = await createImageBitmap(whole, {
      resizeWidth: Math.ceil(width / side),
      resizeHeight: Math.ceil(height / side),
      resizeQuality: 'medium',
    });
    whole.close();
    return { width, height, pieces: [{ x: 0, y: 0, width, height, bitmap }] };
  } catch {
    return undefined;
  }
};

type Result = Pick<UpscaleOutput, 'png' | 'width' | 'height'>;

const isLarge = ({ width, height }: Result): boolean => width * height > MAX_SHOWN_PIXELS;

/** A result of which `pieces` show all, with its parts where these are reduced. */
export const withParts = (result: Result, pieces: readonly Piece[]): Shown => {
  const { width, height, png } = result;
  if (!isLarge(result)) return { width, height, pieces };
  return { width, height, pieces, parts: new Parts((area) => partOf(png, area), pictureDone) };
};

/** A result, to be shown. */
export const shownResult = async (result: Result): Promise<Shown | undefined> =>
  isLarge(result) ? withParts(result, await overviewOf(result.png)) : shownOf(result.png);
