import { mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type Raster, writeImage } from '@srkit/image';
import type { Input } from '../job/expand-inputs';
import { refuseExisting } from '../job/refuse-existing';
import { drawSheet, type Panel } from '../sheet/draw-sheet';
import { recipeLines } from '../sheet/recipe-lines';
import type { DegradedFile, DegradeJob } from './degrade-job';
import { sheetFile } from './name-results';
import { readPicture } from './read-picture';

/** Side of what is shown of a larger picture: what Real-ESRGAN's training degrades at once. */
const MIDDLE = 400;

/** Makes the contact sheet of a picture: the ground truth, then all samples with what was drawn for them. */
export const sheetOfPicture = async (job: DegradeJob, input: Input, label: string): Promise<DegradedFile> => {
  const { flags, source, degrader, reporter, signal } = job;
  const { output: folder, overwrite = false, crop } = flags;
  const { name, scale, count } = source;
  const sheet = sheetFile(input, folder);
  await refuseExisting(sheet, overwrite, 'another -o');
  const middle = Math.max(MIDDLE, typeof crop === 'number' ? crop : 0);
  const { raster, hadAlpha } = await readPicture(input.path, { scale, middle, signal });
  if (hadAlpha) reporter.note(`${input.path}: transparency is left out`);
  const { width, height } = raster;
  const drawn = source.recipes(input, height, width);
  // One place for all of them, so that they can be compared.
  const recipes = drawn.map((recipe) => ({ ...recipe, crop: drawn[0]!.crop }));
  const panels: Panel[] = [];
  let truth: Raster = raster;
  for (const [i, recipe] of recipes.entries()) {
    reporter.progress(label, { done: i, total: count, unit: 'samples' });
    const { lq, gt } = await degrader.degrade(raster, recipe, { signal });
    truth = gt;
    panels.push({ picture: lq, title: `sample ${i + 1}`, lines: recipeLines(recipe) });
  }
  const facts = [
    `shown here: ${truth.width}x${truth.height}`,
    `degradation ${name}, scale ${scale}`,
    recipes[0]!.sharpen ? 'from the sharpened picture' : 'from the picture as it is',
    `seed ${flags.seed ?? 0}`,
  ];
  const first: Panel = { picture: truth, title: basename(input.path), lines: facts };
  await mkdir(dirname(sheet), { recursive: true });
  await writeImage(sheet, await drawSheet([first, ...panels]), { format: 'png', overwrite, signal });
  return { width, height, samples: recipes.map(({ seed }) => ({ seed })), sheet };
};
