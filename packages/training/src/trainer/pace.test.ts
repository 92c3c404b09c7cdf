import { describe, expect, it } from 'vitest';
import { Pace } from './pace';

const TOTAL = 3000;
const SAVE_EVERY = 50;
/** Each pause comes within the first minute: of one that has not come nobody knows how long it takes. */
const VALIDATE_EVERY = 100;

/** A training whose clock is made up: what was said of its end after each iteration, and when it ended. */
const train = (secondsOf: (iteration: number) => number, resumedAt = 0) => {
  const pace = new Pace();
  const said: { readonly at: number; readonly left: number | undefined }[] = [];
  let clock = 0;
  for (let iteration = resumedAt + 1; iteration <= TOTAL; iteration++) {
    const seconds = secondsOf(iteration);
    clock += seconds;
    pace.tick(seconds);
    for (const [pause, every, cost] of [
      ['validate', VALIDATE_EVERY, 6],
      ['save', SAVE_EVERY, 2],
    ] as const) {
      if (iteration % every !== 0) continue;
      clock += cost;
      pace.paused(pause, cost);
    }
    const left = (every: number): number => Math.ceil(TOTAL / every) - Math.floor(iteration / every);
    const eta = pace.eta(TOTAL - iteration, { save: left(SAVE_EVERY), validate: left(VALIDATE_EVERY) });
    said.push({ at: clock, left: eta });
  }
  return { said, end: clock };
};

/** How far the end that was said is from the true one, as a share of what was left, once so many seconds have passed. */
const wrong = ({ said, end }: ReturnType<typeof train>, from: number): number =>
  Math.max(
    ...said
      .filter(({ at }) => at >= from && end - at > 60)
      .map(({ at, left }) => Math.abs(left! - (end - at)) / (end - at)),
  );

describe('Pace', () => {
  it('is right within a tenth after a minute, with shaders made at the start, pauses, and steps that vary', () => {
    const varying = (i: number): number => (i <= 2 ? 9 : 0.2 + 0.1 * Math.sin(i) + (i % 40 === 0 ? 0.5 : 0));
    expect(wrong(train(varying), 60)).toBeLessThan(0.1);
    expect(wrong(train(varying, 1234), 60)).toBeLessThan(0.1);
  });

  it('is right again a minute after a machine has become twice as slow', () => {
    const slower = train((i) => (i <= 2 ? 9 : i < 1000 ? 0.2 : 0.4));
    const began = slower.said[998]!.at;
    expect(wrong(slower, began + 120)).toBeLessThan(0.1);
  });

  it('says nothing at the start', () => {
    const { said } = train(() => 1);
    expect(said.slice(0, 3).map(({ left }) => left === undefined)).toEqual([true, true, false]);
  });
});
