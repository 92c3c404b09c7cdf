import { expect, it } from 'vitest';
import type { Plan } from './plan';
import { type Known, Plans } from './plans';
import type { Recipe } from './recording';

/** Plans of so many bytes each, of one owner, and what was released of them. */
const plansOf = (...sizes: number[]) => {
  const owner = {};
  const weight = {};
  const released: string[] = [];
  const plans = new Plans(({ key }) => released.push(key));
  for (const [i, bytes] of sizes.entries()) {
    const recipe = { bytes } as Recipe;
    const known: Known = {
      ...{ owner, key: `${i}`, weights: [weight], note: undefined, recipe },
      plan: {} as Plan,
    };
    plans.add(known);
  }
  return { owner, weight, released, plans, find: (i: number) => plans.find(owner, `${i}`, [weight]) };
};

it('gives up what was used longest ago', () => {
  const { plans, released, find } = plansOf(30, 30, 30);
  expect(plans.bytes).toBe(90);
  expect(find(0)).toBeDefined();
  plans.budgetBytes = 60;
  expect([released, plans.bytes]).toEqual([['1'], 60]);
  plans.makeRoom(20);
  expect([released, plans.bytes]).toEqual([['1', '2'], 30]);
  expect(find(2)).toBeUndefined();
});

it('keeps recipes of so many computations and no more, also where none is a plan', () => {
  const { plans, released, find } = plansOf(...new Array<number>(70).fill(1));
  expect(released).toEqual(['0', '1', '2', '3', '4', '5']);
  expect([find(5), find(6)?.key, plans.bytes]).toEqual([undefined, '6', 64]);
});

it('gives up a plan with any of its weights, and one whose weights are others now', () => {
  const { plans, weight, owner, released } = plansOf(10, 20);
  expect(plans.find(owner, '0', [{}])).toBeUndefined();
  expect(released).toEqual(['0']);
  plans.released({});
  expect(released).toEqual(['0']);
  plans.released(weight);
  expect([released, plans.bytes]).toEqual([['0', '1'], 0]);
});

it('makes none any more when it is closed', () => {
  const { plans, released } = plansOf(10);
  plans.close();
  plans.budgetBytes = 100;
  expect([released, plans.budgetBytes, plans.bytes]).toEqual([['0'], 0, 0]);
});
