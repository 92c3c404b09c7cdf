import { mkdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { writeWhole } from '@srkit/core/node';
import { writeImage } from '@srkit/image';
import { OutputError } from '../errors';
import { recipeLines } from '../sheet/recipe-lines';
import { readPicture } from './read-picture';
/** `photos/holiday.jpg` to `FOLDER/holiday`. */
const stemOf = (input, folder) => join(folder, input.below, basename(input.path, extname(input.path)));
/** The files that a picture's samples are written to. */
export const sampleFiles = (input, { folder, count, crops, saveRecipes }) => {
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
export const sheetFile = (input, folder) => `${stemOf(input, folder)}_sheet.png`;
export const filesOf = (sample) => Object.values(sample).filter((path) => path !== undefined);
/** The line that follows each finished picture. */
export const degradedLine = ({ input }, { width, height, samples, sheet }, seconds) => {
    const one = samples.length === 1 ? samples[0].lq : `${samples.length} samples`;
    return `${input.path} ${width}x${height} -> ${sheet ?? one} | ${seconds.toFixed(1)} s`;
};
/** Runs `work` for each number below `count`, some at the same time. The first failure ends it, when all have ended. */
const inLanes = async (count, width, work) => {
    let next = 0;
    let failed = false;
    const lane = async () => {
        while (next < count && !failed) {
            await work(next++).catch((error) => {
                failed = true;
                throw error;
            });
        }
    };
    const ends = await Promise.allSettled(Array.from({ length: Math.min(width, count) }, lane));
    for (const end of ends)
        if (end.status === 'rejected')
            throw end.reason;
};
const writeRecipe = async (path, recipe, overwrite) => {
    try {
        await writeWhole(path, `${JSON.stringify(recipe, undefined, 2)}\n`, { overwrite });
    }
    catch (cause) {
        const { message } = cause;
        throw new OutputError('E_OUTPUT_WRITE', `'${path}' cannot be written: ${message}.`, { cause });
    }
};
/** How the samples of one picture are made. Those that a killed run has finished stay. */
export const degradeWith = ({ source, degrader, overwrite, tolerant, reporter }) => async (item, work) => {
    const { input, samples } = item;
    const { signal, made } = work;
    const whole = { scale: source.scale, middle: Number.POSITIVE_INFINITY };
    const { raster, notes, framesLeftOut } = await readPicture(input, { ...whole, tolerant, signal });
    for (const note of notes)
        reporter.note(`${input.path}: ${note}`);
    const { width, height } = raster;
    work.measure(width * height * samples.length);
    const recipes = source.recipes(input, height, width);
    await mkdir(dirname(samples[0].lq), { recursive: true });
    let done = 0;
    await inLanes(samples.length, degrader.width, async (i) => {
        const [file, recipe] = [samples[i], recipes[i]];
        if (!filesOf(file).every(made)) {
            const progress = samples.length > 1 ? { signal } : work;
            const { lq, gt } = await degrader.degrade(raster, recipe, progress);
            const write = (path) => ({ format: 'png', overwrite: overwrite || made(path), signal });
            if (file.recipe !== undefined)
                await writeRecipe(file.recipe, recipe, overwrite || made(file.recipe));
            if (file.gt !== undefined)
                await writeImage(file.gt, gt, write(file.gt));
            // Last, so that where it is there, all is.
            await writeImage(file.lq, lq, write(file.lq));
            reporter.detail([basename(file.lq), ...recipeLines(recipe)].join('\n  '));
        }
        if (samples.length > 1)
            work.onProgress({ done: ++done, total: samples.length, unit: 'samples' });
    });
    return {
        width,
        height,
        samples: recipes.map(({ seed }, i) => ({ seed, ...samples[i] })),
        notes,
        framesLeftOut,
    };
};
