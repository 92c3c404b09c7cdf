import { mkdir } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import type { LongWork } from '@srkit/core';
import { writeWhole } from '@srkit/core/node';
import { writeImage } from '@srkit/image';
import type { ItemWork } from '@srkit/jobs';
import { OutputError } from '../errors';
import type { Input } from '../job/inputs';
import { joinPlace } from '../job/outputs';
import type { PictureItem } from '../job/run-picture-job';
import { recipeLines } from '../sheet/recipe-lines';
import type { Reporter } from '../terminal/reporter';
import type { Degrader } from './degrader';
import { readPicture } from './read-picture';
import type { RecipeSource } from './recipes';

/** Files of one sample. */
export interface SampleFiles {
  readonly lq: string;
  /** Only where the ground truth is a crop, which lies nowhere yet. */
  readonly gt: string | undefined;
  readonly recipe: string | undefined;
}

/** A picture to degrade: its samples, or its contact sheet. */
export type DegradeItem = PictureItem & { readonly samples: readonly SampleFiles[]; readonly sheet?: string };

/** What was made of one picture. */
export interface DegradedPicture {
  /** Size that was degraded, after cutting. */
  readonly width: number;
  readonly height: number;
  readonly samples: readonly ({ readonly seed: number } & Partial<SampleFiles>)[];
  /** The contact sheet. */
  readonly sheet?: string;
  /** What was odd about the input, or left out of it, for people. */
  readonly notes: readonly string[];
  /** Frames or pages of the input beyond the first, which were not read. */
  readonly framesLeftOut: number;
}

/** What every picture of a job shares. */
export interface DegradeChoice {
  readonly source: RecipeSource;
  readonly degrader: Degrader;
  readonly overwrite: boolean;
  /** Whether damaged pictures are read as far as they go. */
  readonly tolerant: boolean;
  readonly reporter: Reporter;
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
  joinPlace(folder, input.below, basename(input.path, extname(input.path)));

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

/** An item with other places of its results. */
export const movedItem = (item: DegradeItem, at: (path: string) => string): DegradeItem => ({
  ...item,
  samples: item.samples.map(({ lq, gt, recipe }) => ({
    lq: at(lq),
    gt: gt && at(gt),
    recipe: recipe && at(recipe),
  })),
  ...(item.sheet !== undefined && { sheet: at(item.sheet) }),
});

/** A result by the names of its item, which it may have been moved from. */
export const namedResult = (item: DegradeItem, result: DegradedPicture): DegradedPicture => ({
  ...result,
  samples: result.samples.map(({ seed }, i) => ({
    seed,
    ...(result.sheet === undefined && item.samples[i]),
  })),
  ...(result.sheet !== undefined && item.sheet !== undefined && { sheet: item.sheet }),
});

export const filesOf = (sample: SampleFiles): string[] =>
  Object.values(sample).filter((path) => path !== undefined);

/** The line that follows each finished picture. */
export const degradedLine = (
  { input }: DegradeItem,
  { width, height, samples, sheet }: DegradedPicture,
  seconds: number,
): string => {
  const one = samples.length === 1 ? samples[0]!.lq : `${samples.length} samples`;
  return `${input.path} ${width}x${height} -> ${sheet ?? one} | ${seconds.toFixed(1)} s`;
};

/** Runs `work` for each number below `count`, some at the same time. The first failure ends it, when all have ended. */
const inLanes = async (count: number, width: number, work: (i: number) => Promise<void>): Promise<void> => {
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < count && !failed) {
      await work(next++).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(width, count) }, lane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
};

const writeRecipe = async (path: string, recipe: unknown, overwrite: boolean): Promise<void> => {
  try {
    await writeWhole(path, `${JSON.stringify(recipe, undefined, 2)}\n`, { overwrite });
  } catch (cause) {
    const { message } = cause as Error;
    throw new OutputError('E_OUTPUT_WRITE', `'${path}' cannot be written: ${message}.`, { cause });
  }
};

/** How the samples of one picture are made. Those that a killed run has finished stay. */
export const degradeWith =
  ({ source, degrader, overwrite, tolerant, reporter }: DegradeChoice) =>
  async (item: DegradeItem, work: ItemWork): Promise<DegradedPicture> => {
    const { input, samples } = item;
    const { signal, made } = work;
    const whole = { scale: source.scale, middle: Number.POSITIVE_INFINITY };
    const { raster, notes, framesLeftOut } = await readPicture(input, { ...whole, tolerant, signal });
    for (const note of notes) reporter.note(`${input.path}: ${note}`);
    const { width, height } = raster;
    work.measure(width * height * samples.length);
    const recipes = source.recipes(input, height, width);
    await mkdir(dirname(samples[0]!.lq), { recursive: true });
    let done = 0;
    await inLanes(samples.length, degrader.width, async (i) => {
      const [file, recipe] = [samples[i]!, recipes[i]!];
      if (!filesOf(file).every(made)) {
        const progress: LongWork = samples.length > 1 ? { signal } : work;
        const { lq, gt } = await degrader.degrade(raster, recipe, progress);
        const write = (path: string) =>
          ({ format: 'png', overwrite: overwrite || made(path), signal }) as const;
        if (file.recipe !== undefined) await writeRecipe(file.recipe, recipe, overwrite || made(file.recipe));
        if (file.gt !== undefined) await writeImage(file.gt, gt, write(file.gt));
        // Last, so that where it is there, all is.
        await writeImage(file.lq, lq, write(file.lq));
        reporter.detail([basename(file.lq), ...recipeLines(recipe)].join('\n  '));
      }
      if (samples.length > 1) work.onProgress({ done: ++done, total: samples.length, unit: 'samples' });
    });
    return {
      width,
      height,
      samples: recipes.map(({ seed }, i) => ({ seed, ...samples[i]! })),
      notes,
      framesLeftOut,
    };
  };
