import { mkdir, writeFile } from 'node:fs/promises';
import { decodeImage } from '@srkit/image';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliFixture, openCliFixture } from '../testing/cli-fixture';
import { drawTo } from '../testing/pictures';
import { verdictOf } from './ablation-result';
import { DEGRADATION_ABLATIONS } from './degradation-ablations';
import { detailOf } from './detail';
import { planOf } from './run-restoration';

let cli: CliFixture;
beforeAll(async () => {
  cli = await openCliFixture();
  await mkdir(cli.at('photos'));
  await mkdir(cli.at('lmr/train/castle'), { recursive: true });
  for (let i = 0; i < 8; i++) {
    await drawTo(cli.at('photos', `${i}.png`), { width: 300 + i, height: 170 });
    if (i < 6) await drawTo(cli.at('lmr/train/castle', `${i}.png`), { width: 90 + i, height: 80 });
  }
  const place = '"[40, 40]"';
  const group = (target: number): string =>
    [...[0, 1, 2, 3, 4, 5].map((i) => `${(target + i) % 6}.png`), ...Array(6).fill(place), 'castle'].join(
      ',',
    );
  await writeFile(
    cli.at('lmr/train.csv'),
    `target,H,M1,M2,L1,L2,p0,p1,p2,p3,p4,p5,scene\n${[0, 1, 2].map(group).join('\n')}\n`,
  );
});
afterAll(() => cli.remove());

describe('srkit ablate', () => {
  it('trains twice, measures both on the same damage, and prints a table', async () => {
    const args = ['ablate', 'order', 'photos', '--iterations', '4', '--crop', '80'];
    const { code, stdout, stderr } = await cli.run([...args, '--backend', 'wasm', '--json']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('to look at: ablation-order.png')]);
    const { rows, columns, difference, verdict } = JSON.parse(stdout.toString());
    expect(columns).toEqual(['tested on second order', 'tested on first order']);
    expect(rows.map(({ variant }: { variant: string }) => variant)).toEqual(['second order', 'first order']);
    expect(difference).toBe(rows[0].values[0] - rows[1].values[0]);
    expect(verdict).toMatch(/paper|no difference/);
    // What differs is what was learned: two trainings on the same pairs would be equal.
    expect(rows[0].values).not.toEqual(rows[1].values);
    // Less damage is easier.
    expect(rows[0].values[1]).toBeGreaterThan(rows[0].values[0]);
    expect((await decodeImage(cli.at('ablation-order.png'))).width).toBe(16 + 4 * 416);
  });

  it.each([
    ['discriminator', 'photos', [], ['U-Net with spectral norm', 'VGG style'], 4],
    [
      'distillation',
      'photos',
      ['--crop', '80'],
      ['teacher, sees the sharp picture', 'student, with distillation', 'student, without distillation'],
      1,
    ],
    [
      'references',
      'lmr',
      ['--crop', '32'],
      ['5 references', '4 references', '3 references', '2 references', '1 reference'],
      1,
    ],
  ] as const)(
    '%s trains, measures, says what it found, and draws it',
    async (name, input, more, variants, columns) => {
      const sheet = `${name}.png`;
      const args = [
        'ablate',
        name,
        input,
        '--iterations',
        '1',
        ...more,
        '-o',
        sheet,
        '--backend',
        'wasm',
        '--json',
      ];
      const { code, stdout, stderr } = await cli.run(args);
      expect([code, stderr]).toEqual([0, expect.stringContaining(`to look at: ${sheet}`)]);
      const { rows, verdict, ablation } = JSON.parse(stdout.toString());
      expect(ablation).toBe(name);
      expect(rows.map(({ variant }: { variant: string }) => variant)).toEqual(variants);
      for (const { values } of rows) expect(values).toEqual(Array(columns).fill(expect.any(Number)));
      // A network that starts from nothing is below bicubic after one iteration.
      const verdicts =
        name === 'references' ? /says nothing yet: the best result, \d/ : /paper|no difference/;
      expect(verdict).toMatch(verdicts);
      expect((await decodeImage(cli.at(sheet))).width).toBeGreaterThan(400);
    },
  );

  it('tells how much detail there is, and whether it is in the right place', () => {
    const picture = (value: (x: number, y: number) => number) => {
      const data = Uint8Array.from({ length: 3 * 16 * 16 }, (_, i) => {
        const at = Math.floor(i / 3);
        return value(at % 16, Math.floor(at / 16));
      });
      return { width: 16, height: 16, channels: 3, data } as const;
    };
    const edge = picture((x) => (x < 8 ? 40 : 120));
    expect(detailOf(edge, edge)).toEqual({ amount: 1, agreement: expect.closeTo(1, 10) });
    expect(
      detailOf(
        picture((x) => (x < 8 ? 40 : 80)),
        edge,
      ),
    ).toEqual({
      amount: expect.closeTo(0.5, 10),
      agreement: expect.closeTo(1, 10),
    });
    const elsewhere = detailOf(
      picture((x) => (x < 4 ? 40 : 120)),
      edge,
    );
    expect(elsewhere.amount).toBeCloseTo(1, 10);
    expect(elsewhere.agreement).toBeLessThan(0);
  });

  it.each([
    [['order', 'photos', '--vgg19', 'x.pth'], /--vgg19 says nothing to 'order', only to references, mam/],
    [['mam', 'lmr', 'photos'], /'mam' takes one folder, which srkit dataset build-lmr wrote; 2 are given/],
    [['discriminator', 'photos', '--crop', '256'], /ESRGAN's takes 128 pixels/],
  ])('refuses what would be ignored: %s', async (args, message) => {
    const { code, stderr } = await cli.run(['ablate', ...args]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it('says which directions agree with the paper, and which do not', () => {
    const told = {
      withIt: 'with sinc',
      without: 'without sinc',
      least: 0.02,
      unit: 'dB',
      on: "on 'always sinc'",
    };
    const said = (difference: number) => verdictOf({ ...told, difference });
    expect(said(0.1)).toBe("agrees with the paper: 'with sinc' is better by 0.10 dB on 'always sinc'");
    expect(said(-0.1)).toMatch(/^does not agree with the paper: 'without sinc' is better/);
    expect(said(0.01)).toMatch(/^no difference at this scale/);
  });

  it('leaves out one thing, and nothing else', () => {
    const { order, sinc, kernels } = DEGRADATION_ABLATIONS;
    expect(order.variants[1].degradation.stages).toHaveLength(1);
    expect(sinc.variants.map(({ degradation }) => degradation.final.sincProb)).toEqual([0.8, 0]);
    expect(sinc.tests[0]!.degradation.final.sincProb).toBe(1);
    const types = kernels.tests[0]!.degradation.stages.flatMap(({ kernelList }) => kernelList);
    expect(new Set(types)).toEqual(
      new Set(['generalized_iso', 'generalized_aniso', 'plateau_iso', 'plateau_aniso']),
    );
  });

  it('leaves out one part of MRefSR, or the last of its trainings', () => {
    const [mam, safm, lpf] = (['mam', 'safm', 'lpf'] as const).map((name) => planOf(name, 64).variants);
    expect(mam).toEqual([{ name: 'with MAM' }, { name: 'without MAM', mam: false }]);
    expect(safm).toEqual([{ name: 'with SAFM' }, { name: 'without SAFM', safm: false }]);
    // As many iterations and about as many pixels, in larger patches.
    expect(lpf!.map(({ after }) => after)).toEqual([
      { side: 96, batch: 2 },
      { side: 64, batch: 4 },
    ]);
  });

  it('refuses a name that is none', async () => {
    const { code, stderr } = await cli.run(['ablate', 'everything', 'photos']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/order, sinc, kernels/)]);
  });
});
