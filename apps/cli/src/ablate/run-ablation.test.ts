import { mkdir } from 'node:fs/promises';
import { decodeImage } from '@srkit/image';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliFixture, openCliFixture } from '../testing/cli-fixture';
import { drawTo } from '../testing/pictures';
import { ABLATIONS } from './ablations';
import { verdictOf } from './run-ablation';

let cli: CliFixture;
beforeAll(async () => {
  cli = await openCliFixture();
  await mkdir(cli.at('photos'));
  for (let i = 0; i < 8; i++) await drawTo(cli.at('photos', `${i}.png`), { width: 200 + i, height: 110 });
});
afterAll(() => cli.remove());

describe('srkit ablate', () => {
  it('trains twice, measures both on the same damage, and prints a table', async () => {
    const args = [
      'ablate',
      'order',
      'photos',

      '--iterations',
      '4',
      '--crop',
      '80',
    ];
    const { code, stdout, stderr } = await cli.run([...args, '--backend', 'wasm', '--json']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('to look at: ablation-order.png')]);
    const { rows, tests, difference, verdict } = JSON.parse(stdout.toString());
    expect(tests).toEqual(['second order', 'first order']);
    expect(rows.map(({ variant }: { variant: string }) => variant)).toEqual(['second order', 'first order']);
    expect(difference).toBe(rows[0].psnr[0] - rows[1].psnr[0]);
    expect(verdict).toMatch(/paper|no difference/);
    // What differs is what was learned: two trainings on the same pairs would be equal.
    expect(rows[0].psnr).not.toEqual(rows[1].psnr);
    // Less damage is easier.
    expect(rows[0].psnr[1]).toBeGreaterThan(rows[0].psnr[0]);
    expect((await decodeImage(cli.at('ablation-order.png'))).width).toBe(16 + 4 * 416);
  });

  it('says which directions agree with the paper, and which do not', () => {
    const { variants, tests } = ABLATIONS.sinc;
    const said = (difference: number) => verdictOf(variants, tests[0]!, difference);
    expect(said(0.1)).toBe("agrees with the paper: 'with sinc' is better by 0.10 dB on 'always sinc'");
    expect(said(-0.1)).toMatch(/^does not agree with the paper: 'without sinc' is better/);
    expect(said(0.01)).toMatch(/^no difference at this scale/);
  });

  it('leaves out one thing, and nothing else', () => {
    const { order, sinc, kernels } = ABLATIONS;
    expect(order.variants[1].degradation.stages).toHaveLength(1);
    expect(sinc.variants.map(({ degradation }) => degradation.final.sincProb)).toEqual([0.8, 0]);
    expect(sinc.tests[0]!.degradation.final.sincProb).toBe(1);
    const types = kernels.tests[0]!.degradation.stages.flatMap(({ kernelList }) => kernelList);
    expect(new Set(types)).toEqual(
      new Set(['generalized_iso', 'generalized_aniso', 'plateau_iso', 'plateau_aniso']),
    );
  });

  it('refuses a name that is none', async () => {
    const { code, stderr } = await cli.run(['ablate', 'everything', 'photos']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/order, sinc, kernels/)]);
  });
});
