import { ImageError } from '@srkit/core';
import { rgb8 } from '@srkit/datasets';
import {
  applyToRaster,
  type DegradationOptions,
  type DegradationRecipe,
  type DegradationStep,
  degradationOptions,
  firstOrder,
  gaussianKernelsOnly,
  parseOptions,
  parseRecipe,
  sample as sampleRecipe,
  withoutSinc,
} from '@srkit/degradation';
import { cropRaster, decodeImage } from '@srkit/image';
import { pngBlob } from './png-blob';
import type { EngineMethods, Slot } from './protocol';

const ABLATE = { firstOrder, withoutSinc, gaussianKernelsOnly };

const kindOf = ({ op }: DegradationStep): string =>
  op === 'gaussianNoise' || op === 'poissonNoise' ? 'noise' : op;

/** Gives each step its place in the process. Steps in random order are told apart by their number. */
const slotsOf = ({ stages, order, final }: DegradationOptions, { steps }: DegradationRecipe): Slot[] => {
  const slots: Slot[] = [];
  const left = [...steps];
  const take = (id: string, kind: string): void => {
    const step = left[0] && kindOf(left[0]) === kind ? (left.shift() as DegradationStep) : null;
    slots.push({ id, step });
  };
  if (order === 'fixed') {
    for (const [i, stage] of stages.entries()) {
      if (stage.blurProb > 0) take(`${i + 1}.blur`, 'blur');
      take(`${i + 1}.resize`, 'resize');
      take(`${i + 1}.noise`, 'noise');
      if (stage.jpegRange) take(`${i + 1}.jpeg`, 'jpeg');
    }
  }
  const ending = final.sincProb > 0 ? 'sinc' : 'blur';
  const counts = new Map<string, number>();
  for (const step of left) {
    const kind = kindOf(step);
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const name = order === 'fixed' ? `final.${kind === 'blur' ? ending : kind}` : `any.${kind}-${count}`;
    slots.push({ id: name, step });
  }
  return slots;
};

/** Draws a recipe; places that are locked stay as they are. */
export const sample: EngineMethods['sample'] = async ({ options, ablations, seed, size, locked }) => {
  const base =
    typeof options === 'string' ? degradationOptions(options, { gtSize: null }) : parseOptions(options);
  const chosen = ablations.reduce((before, name) => ABLATE[name](before), base);
  const drawn = sampleRecipe(chosen, seed, [...size, 3]);
  const slots = slotsOf(chosen, drawn).map((slot) => locked.find(({ id }) => id === slot.id) ?? slot);
  const recipe = { ...drawn, steps: slots.flatMap(({ step }) => (step ? [step] : [])) };
  return { value: { recipe: parseRecipe(JSON.parse(JSON.stringify(recipe))), slots, options: base } };
};

/** Degrades the middle of a picture, as large as the recipe wants it. @throws ConfigError for a recipe that is none. */
export const degrade: EngineMethods['degrade'] = async ({ picture, recipe: given }, work) => {
  const recipe = parseRecipe(given);
  const raster = rgb8(await decodeImage(picture, { offerTolerant: false }));
  const { width, height } = recipe;
  if (raster.width < width || raster.height < height) {
    throw new ImageError(
      'E_IMAGE_TOO_SMALL',
      `The picture is ${raster.width}x${raster.height}, the recipe is for ${width}x${height}. Choose a larger picture, or sample anew.`,
    );
  }
  const top = Math.floor((raster.height - height) / 2);
  const left = Math.floor((raster.width - width) / 2);
  const { lq, gt } = await applyToRaster(cropRaster(raster, { top, left, width, height }), recipe, {
    onProgress: work.onProgress,
  });
  return { value: { lq: await pngBlob(lq), gt: await pngBlob(gt), recipe } };
};
