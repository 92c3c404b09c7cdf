import { ConfigError } from '@srkit/core';
import { describe, expect, it } from 'vitest';
import { cosineAnnealingRestartLr, type LrSchedule, multiStepRestartLr, warmUp } from '..';

const rates = (schedule: LrSchedule, count: number, lr = 1): number[] =>
  Array.from({ length: count }, (_, i) => schedule(i + 1, lr));

describe('multiStepRestartLr', () => {
  it('acts one iteration after a milestone, once for each time it is named', () => {
    expect(rates(multiStepRestartLr({ milestones: [2, 2, 4], gamma: 0.5 }), 6)).toEqual([
      1, 1, 0.25, 0.25, 0.125, 0.125,
    ]);
  });

  it('restarts, also where a milestone falls on the same step', () => {
    const schedule = multiStepRestartLr({
      milestones: [1, 3],
      gamma: 0.5,
      restarts: [0, 3],
      restartWeights: [1, 0.8],
    });
    expect(rates(schedule, 5)).toEqual([1, 0.5, 0.5, 0.8, 0.8]);
    // The first restart is the start, whose weight counts as the others do.
    const halved = multiStepRestartLr({ milestones: [], restarts: [0], restartWeights: [0.5] });
    expect(rates(halved, 2)).toEqual([0.5, 0.5]);
  });

  it('refuses missing weights and iteration 0', () => {
    expect(() => multiStepRestartLr({ milestones: [], restarts: [0, 5] })).toThrow(ConfigError);
    expect(() => multiStepRestartLr({ milestones: [] })(0, 1)).toThrow(/iteration is 0/);
  });
});

describe('cosineAnnealingRestartLr', () => {
  it('keeps the last step of a period in it, and ends', () => {
    const schedule = cosineAnnealingRestartLr({ periods: [2, 2], restartWeights: [1, 0.5] });
    const expected = [1, 0.5, 0, 0.25, 0];
    for (const [i, lr] of rates(schedule, 5).entries()) expect(lr).toBeCloseTo(expected[i] as number, 12);
    expect(() => schedule(6, 1)).toThrow(/beyond the last period/);
    expect(() => cosineAnnealingRestartLr({ periods: [] })).toThrow(ConfigError);
  });
});

describe('warmUp', () => {
  it('overwrites the running rate, so that a multi-step schedule goes on from it', () => {
    const schedule = warmUp(multiStepRestartLr({ milestones: [1, 5], gamma: 0.5 }), 4);
    expect(rates(schedule, 7)).toEqual([0.25, 0.5, 0.75, 0.75, 0.75, 0.375, 0.375]);
  });

  it('changes nothing up to 1', () => {
    const schedule = multiStepRestartLr({ milestones: [3] });
    expect(warmUp(schedule, -1)).toBe(schedule);
  });
});
