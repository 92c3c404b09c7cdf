import '@srkit/backend-wasm';
import '@tensorflow/tfjs';
import { add, memory, setBackend, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LossValues } from '../steps/step';
import { AdversaryGuard } from './adversary-guard';
import { ColourGuard } from './colour-guard';
import { labOf } from './mean-lab';

beforeAll(async () => {
  await setBackend('srkit-wasm');
});

/** What a training of Real-ESRGAN logs while all is well. */
const WELL: LossValues = {
  l_g_pix: 0.04,
  l_g_percep: 1.2,
  l_g_gan: 0.1,
  l_d_real: 0.6,
  l_d_fake: 0.5,
  out_d_real: 0.3,
  out_d_fake: -0.2,
  grad_norm_d: 0.7,
  grad_norm_g: 2,
};

const told = (guard: AdversaryGuard, losses: LossValues, times: number): string[] =>
  Array.from({ length: times }, () => guard.see(losses)).flat();

describe('generator and discriminator', () => {
  it.each([
    ['well', {}, []],
    [
      'a gradient of nothing',
      { grad_norm_d: 0 },
      [/the discriminator is dead: its gradient's norm was at most 0/],
    ],
    ['one output for all', { out_d_fake: 0.3 }, [/the discriminator is dead: its outputs .* at most 0\.00/]],
    ['certainty', { l_d_real: 0.01, l_d_fake: 0.002 }, [/too strong: l_d_real \+ l_d_fake is 0\.0120/]],
    [
      'a discriminator that is fooled',
      { l_d_real: 2, l_d_fake: 3 },
      [/too weak: l_d_real \+ l_d_fake is 5\.00/],
    ],
    ['a GAN that outweighs', { l_g_gan: 30 }, [/\|l_g_gan\| is 30\.0, the other terms are 1\.24/]],
  ] as const)('%s', (_, changes, expected) => {
    const guard = new AdversaryGuard('vanilla');
    const losses = { ...WELL, ...changes };
    expect(told(guard, losses, 99)).toEqual([]);
    const warnings = told(guard, losses, 300);
    expect(warnings).toHaveLength(expected.length);
    for (const [i, message] of expected.entries()) expect(warnings[i]).toMatch(message);
    // Told again only after it had passed.
    expect(told(guard, WELL, 100)).toEqual([]);
    expect(told(guard, losses, 200)).toHaveLength(expected.length);
  });

  it('what was seen before training went back is forgotten', () => {
    const guard = new AdversaryGuard('vanilla');
    const dead = { ...WELL, grad_norm_d: 0 };
    told(guard, dead, 99);
    guard.reset();
    expect(told(guard, dead, 99)).toEqual([]);
    expect(told(guard, dead, 1)).toHaveLength(1);
  });

  it('sums of losses are judged where chance is known', () => {
    expect(told(new AdversaryGuard('wgan'), { ...WELL, l_d_real: -0.9, l_d_fake: 0.1 }, 200)).toEqual([]);
  });

  it('iterations without a discriminator say nothing', () => {
    expect(told(new AdversaryGuard('vanilla'), { l_g_pix: 0.04, grad_norm_g: 1 }, 200)).toEqual([]);
  });
});

describe('colours', () => {
  it('Lab is that of the standard', () => {
    for (const [rgb, lab] of [
      [
        [1, 1, 1],
        [100, 0, 0],
      ],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
      [
        [1, 0, 0],
        [53.24, 80.09, 67.2],
      ],
      [
        [0, 0, 1],
        [32.3, 79.19, -107.86],
      ],
    ] as const)
      for (const [c, value] of labOf(rgb[0], rgb[1], rgb[2]).entries()) expect(value).toBeCloseTo(lab[c]!, 1);
  });

  const lq = (): Tensor4D =>
    tensor4d(
      Float32Array.from({ length: 2 * 8 * 8 * 3 }, (_, i) => 0.4 + 0.1 * Math.sin(i)),
      [2, 8, 8, 3],
    );
  const looked = async (
    shift: number,
    from: number,
    guard = new ColourGuard(),
  ): Promise<{ drifts: number[]; warnings: string[] }> => {
    const picture = lq();
    const [drifts, warnings]: [number[], string[]] = [[], []];
    for (let i = 0; i < 8; i++) {
      const { drift, warning } = await guard.see(from + i, picture, () =>
        tidy(() => add(picture.resizeBilinear([16, 16]), [shift, 0, 0])),
      );
      drifts.push(drift);
      if (warning) warnings.push(warning);
    }
    picture.dispose();
    return { drifts, warnings };
  };

  it('that stay are left alone, and those that drift are told once with numbers', async () => {
    const before = memory().numTensors;
    const well = await looked(0, 1000);
    expect(Math.max(...well.drifts)).toBeLessThan(0.5);
    expect(well.warnings).toEqual([]);
    const { drifts, warnings } = await looked(0.2, 1000);
    expect(Math.min(...drifts)).toBeGreaterThan(10);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^colours drift: results have a mean of Lab \d+\.\d, .* a difference of \d\d\.\d/,
      ),
    ]);
    const guard = new ColourGuard();
    expect((await looked(0.2, 1000, guard)).warnings).toHaveLength(1);
    expect((await looked(0.2, 1000, guard)).warnings).toEqual([]);
    // Told again only after it had passed, of which the last looks decide.
    expect((await looked(0, 1000, guard)).warnings).toEqual([]);
    expect((await looked(0.2, 1000, guard)).warnings).toHaveLength(1);
    // At the start a network has no colours yet.
    expect((await looked(0.2, 1)).warnings).toEqual([]);
    expect(memory().numTensors).toBe(before);
  });
});
