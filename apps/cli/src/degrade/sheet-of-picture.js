import { mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { writeImage } from '@srkit/image';
import { drawSheet } from '../sheet/draw-sheet';
import { recipeLines } from '../sheet/recipe-lines';
import { readPicture } from './read-picture';
/** Side of what is shown of a larger picture: what Real-ESRGAN's training degrades at once. */
const MIDDLE = 400;
/** How the contact sheet of a picture is made: the ground truth, then all samples with what was drawn for them. */
export const sheetWith = ({ source, degrader, overwrite, tolerant, reporter, seed, crop }) => async ({ input, sheet }, work) => {
    const { name, scale, count } = source;
    const { signal, onProgress } = work;
    const part = { scale, middle: Math.max(MIDDLE, crop), tolerant };
    const { raster, notes, framesLeftOut } = await readPicture(input, { ...part, signal });
    for (const note of notes)
        reporter.note(`${input.path}: ${note}`);
    const { width, height } = raster;
    work.measure(width * height * count);
    const drawn = source.recipes(input, height, width);
    // One place for all of them, so that they can be compared.
    const recipes = drawn.map((recipe) => ({ ...recipe, crop: drawn[0].crop }));
    let done = 0;
    const pairs = await Promise.all(recipes.map(async (recipe) => {
        const pair = await degrader.degrade(raster, recipe, { signal });
        onProgress({ done: ++done, total: count, unit: 'samples' });
        return pair;
    }));
    const panels = pairs.map(({ lq }, i) => ({ picture: lq, title: `sample ${i + 1}`, lines: recipeLines(recipes[i]) }));
    const truth = pairs[0].gt;
    const facts = [
        `shown here: ${truth.width}x${truth.height}`,
        `degradation ${name}, scale ${scale}`,
        recipes[0].sharpen ? 'from the sharpened picture' : 'from the picture as it is',
        `seed ${seed}`,
    ];
    const first = { picture: truth, title: basename(input.path), lines: facts };
    await mkdir(dirname(sheet), { recursive: true });
    await writeImage(sheet, await drawSheet([first, ...panels]), { format: 'png', overwrite, signal });
    return {
        width,
        height,
        samples: recipes.map((recipe) => ({ seed: recipe.seed })),
        sheet: sheet,
        notes,
        framesLeftOut,
    };
};
