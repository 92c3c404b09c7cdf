import { basename, extname, join } from 'node:path';
import type { Input } from '../job/expand-inputs';

/** Files of one sample. */
export interface SampleFiles {
  readonly lq: string;
  /** Only where the ground truth is a crop, which lies nowhere yet. */
  readonly gt: string | undefined;
  readonly recipe: string | undefined;
}

export interface Naming {
  readonly folder: string;
  /** Samples for each picture; several are numbered. */
  readonly count: number;
  readonly crops: boolean;
  readonly saveRecipes: boolean;
}

/** `photos/holiday.jpg` to `FOLDER/holiday`. */
const stemOf = (input: Input, folder: string): string =>
  join(folder, input.below, basename(input.path, extname(input.path)));

/** The files that a picture's samples are written to. */
export const sampleFiles = (
  input: Input,
  { folder, count, crops, saveRecipes }: Naming,
): readonly SampleFiles[] => {
  const stem = stemOf(input, folder);
  return Array.from({ length: count }, (_, i) => {
    const name = count > 1 ? `${stem}_${String(i + 1).padStart(4, '0')}` : stem;
    return {
      lq: `${name}_lq.png`,
      gt: crops ? `${name}_gt.png` : undefined,
      recipe: saveRecipes ? `${name}_lq.json` : undefined,
    };
  });
};

/** The file that a picture's contact sheet is written to. */
export const sheetFile = (input: Input, folder: string): string => `${stemOf(input, folder)}_sheet.png`;
