import { ConfigError } from '@srkit/core';
import { expect, it } from 'vitest';
import { degradationOptions } from '../presets/degradation-options';
import { recipeFor } from './recipe-for';
import { sample } from './sample';

const RECIPE = sample(degradationOptions('realesrgan-x4plus', { gtSize: null }), 7, [97, 120, 3]);
const strengths = ({ steps }: typeof RECIPE) =>
  steps.map((step) => JSON.stringify({ ...step, seeds: 0, graySeed: 0, height: 0, width: 0 }));

it('degrades another picture alike, to its own LQ size, by noise of its own', () => {
  const other = recipeFor(RECIPE, { height: 200, width: 83, seed: 3 });
  expect(other).toMatchObject({ height: 200, width: 83, seed: 3, crop: null, batch: 1 });
  expect(strengths(other)).toEqual(strengths(RECIPE));
  const last = other.steps.filter((step) => step.op === 'resize').at(-1);
  expect(last).toMatchObject({ height: 50, width: 20 });
  const seedsOf = (recipe: typeof RECIPE) =>
    recipe.steps.flatMap((step) => ('seeds' in step ? step.seeds : []));
  expect(seedsOf(RECIPE).length).toBeGreaterThan(0);
  const noises = [RECIPE, other, recipeFor(RECIPE, { height: 200, width: 83, seed: 4 })].flatMap(seedsOf);
  expect(new Set(noises).size).toBe(noises.length);
  expect(recipeFor(RECIPE, { height: 200, width: 83, seed: 3 })).toEqual(other);
});

it('keeps sides within the process in proportion', () => {
  const half = { op: 'resize', mode: 'area', height: 48, width: 60 } as const;
  const { steps } = recipeFor(
    { ...RECIPE, steps: [half, ...RECIPE.steps] },
    { height: 388, width: 240, seed: 1 },
  );
  expect(steps[0]).toMatchObject({ height: 192, width: 120 });
});

it('refuses a picture that is too small for it', () => {
  expect(() => recipeFor(RECIPE, { height: 3, width: 200, seed: 1 })).toThrow(ConfigError);
});
