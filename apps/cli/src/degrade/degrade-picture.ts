import { mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Progress } from '@srkit/core';
import { writeImage } from '@srkit/image';
import type { Input } from '../job/expand-inputs';
import { refuseExisting } from '../job/refuse-existing';
import { recipeLines } from '../sheet/recipe-lines';
import type { DegradedFile, DegradeJob } from './degrade-job';
import { sampleFiles } from './name-results';
import { readPicture } from './read-picture';
import { writeJson } from './write-json';

/** Makes all samples of a picture, one after the other, each written before the next begins. */
export const degradePicture = async (job: DegradeJob, input: Input, label: string): Promise<DegradedFile> => {
  const { flags, source, degrader, reporter, signal } = job;
  const { output: folder, overwrite = false, saveRecipes = false } = flags;
  const { scale, count, crops } = source;
  const files = sampleFiles(input, { folder, count, crops, saveRecipes });
  for (const path of files.flatMap((file) => Object.values(file))) {
    if (path !== undefined) await refuseExisting(path, overwrite, 'another -o');
  }
  const { raster, hadAlpha } = await readPicture(input.path, {
    scale,
    middle: Number.POSITIVE_INFINITY,
    signal,
  });
  if (hadAlpha) reporter.note(`${input.path}: transparency is left out`);
  const { width, height } = raster;
  const recipes = source.recipes(input, height, width);
  await mkdir(dirname(files[0]!.lq), { recursive: true });
  const write = { format: 'png', overwrite, signal } as const;
  for (const [i, recipe] of recipes.entries()) {
    if (count > 1) reporter.progress(label, { done: i, total: count, unit: 'samples' });
    const onProgress = count > 1 ? undefined : (progress: Progress) => reporter.progress(label, progress);
    const file = files[i]!;
    const { lq, gt } = await degrader.degrade(raster, recipe, { signal, onProgress });
    if (file.recipe !== undefined) await writeJson(file.recipe, recipe);
    if (file.gt !== undefined) await writeImage(file.gt, gt, write);
    // Last, so that where it is there, all is.
    await writeImage(file.lq, lq, write);
    reporter.detail([basename(file.lq), ...recipeLines(recipe)].join('\n  '));
  }
  return { width, height, samples: recipes.map(({ seed }, i) => ({ seed, ...files[i]! })) };
};
