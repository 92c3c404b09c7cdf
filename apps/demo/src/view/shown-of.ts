import type { Shown } from './draw';

/** A picture from a file, to be shown; undefined where the browser cannot read it. */
export const shownOf = async (file: Blob): Promise<Shown | undefined> => {
  try {
    const bitmap = await createImageBitmap(file);
    return { width: bitmap.width, height: bitmap.height, pieces: [{ x: 0, y: 0, bitmap }] };
  } catch {
    return undefined;
  }
};
