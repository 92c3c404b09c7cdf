import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { degradationOptions } from '@srkit/degradation';
import { resizePillow, writeImage } from '@srkit/image';
import { psnr, resizeBicubic } from '@srkit/metrics';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliFixture, openCliFixture } from './testing/cli-fixture';
import { draw, drawTo, enlarged } from './testing/pictures';

let cli: CliFixture;

interface Document {
  readonly protocol: string;
  readonly models: readonly {
    readonly name: string;
    readonly parameters: number;
    readonly multiplyAdds: number;
  }[];
  readonly means: readonly {
    readonly model: string;
    readonly dataset: string;
    readonly values: { psnr: number };
  }[];
  readonly pictures: readonly {
    readonly picture: string;
    readonly model: string;
    readonly values: { psnr: number };
  }[];
}

const evaluate = (args: readonly string[]) =>
  cli.run(['eval', '--backend', 'wasm', '--model', cli.model, '--metrics', 'psnr', ...args]);

beforeAll(async () => {
  cli = await openCliFixture();
  await mkdir(cli.at('set'));
  for (const name of ['a', 'b']) {
    await drawTo(cli.at('set', `${name}_HR.png`), { width: 50, height: 41, noise: true });
    await drawTo(cli.at('set', `${name}_LR.png`), { width: 12, height: 10, noise: true });
  }
});
afterAll(() => cli.remove());

test('networks and bicubic are measured on given pairs, by the protocol of papers', async () => {
  const { stdout, code } = await evaluate(['--dataset', `mine=${cli.at('set')}`, '--json']);
  expect(code).toBe(0);
  const { protocol, models, means, pictures } = JSON.parse(stdout.toString()) as Document;
  expect(protocol).toContain('x4: Y (BT.601 studio), crop 4, 8 bit');
  expect(models.map(({ name }) => name)).toEqual(['bicubic x4', 'tiny.safetensors']);
  // 4 features: 3 to 4, 4 to 4, 4 to 48 channels at an input pixel, of which an output of 1280x720 has 57,600.
  expect(models[1]!.multiplyAdds).toBe((3 * 4 + 4 * 4 + 4 * 48) * 9 * 57_600);
  const lr = draw({ width: 12, height: 10, noise: true });
  const whole = draw({ width: 50, height: 41, noise: true });
  const hr = { ...enlarged(lr, 4), data: new Uint8Array(48 * 40 * 3) };
  for (let y = 0; y < 40; y++) hr.data.set(whole.data.subarray(y * 150, y * 150 + 144), y * 144);
  const options = { channel: 'y', crop: 4 } as const;
  const expected = [await psnr(resizeBicubic(lr, 4), hr, options), await psnr(enlarged(lr, 4), hr, options)];
  expected.forEach((value, i) => {
    expect(pictures[2 * i]!.values.psnr).toBeCloseTo(value, 9);
    expect(means[i]!.values.psnr).toBeCloseTo(value, 9);
  });
});

test('originals alone are reduced, and an evaluation that was interrupted goes on', async () => {
  await mkdir(cli.at('originals'));
  await drawTo(cli.at('originals', 'one.png'), { width: 41, height: 33, noise: true });
  const args = ['--dataset', `o=${cli.at('originals')}`, '-o', cli.at('results')];
  const { stdout } = await evaluate(args);
  expect(stdout.toString()).toMatch(/^data set +model +parameters +multiply-adds +psnr +s\/picture\n/);
  const notes = cli.at('results', 'pictures.jsonl');
  const lines = (await readFile(notes, 'utf8')).trim().split('\n').filter(Boolean);
  expect(lines).toHaveLength(2);
  // As if the first had another value, and the process had been killed in the second line.
  const changed = lines[0]!.replace(/"psnr":[\d.]+/, '"psnr":12.34567');
  await writeFile(notes, `${changed}\n${lines[1]!.slice(0, 40)}`);
  await evaluate(args);
  const csv = await readFile(cli.at('results', 'results.csv'), 'utf8');
  expect(csv).toMatch(/^dataset,picture,model,psnr,seconds\no,one,bicubic x4,12\.34567,/);
  expect(csv.trim().split('\n')).toHaveLength(3);
  expect(await readFile(cli.at('results', 'results.md'), 'utf8')).toContain('| o | bicubic x4 |');
  // Another picture under the same name is measured.
  await appendFile(cli.at('originals', 'one.png'), Buffer.alloc(1));
  await evaluate(args);
  expect(await readFile(cli.at('results', 'results.csv'), 'utf8')).not.toContain('12.34567');
  // And so is the same picture that is made small in another way.
  const before = await readFile(notes, 'utf8');
  await evaluate([...args, '--lr', 'pillow']);
  expect((await readFile(notes, 'utf8')).length).toBeGreaterThan(before.length);
});

test('LR pictures are made as --lr says: by Pillow, or by a degradation that is the same every time', async () => {
  await mkdir(cli.at('sources'), { recursive: true });
  await drawTo(cli.at('sources', 'one.png'), { width: 96, height: 80, noise: true });
  const measured = async (lr: string) => {
    const { stdout, stderr } = await evaluate(['--dataset', `o=${cli.at('sources')}`, '--lr', lr, '--json']);
    expect(stderr).not.toContain('E_');
    const { pictures, protocol } = JSON.parse(stdout.toString()) as Document;
    return { protocol, value: pictures[0]!.values.psnr };
  };
  const [matlab, pillow] = [await measured('matlab'), await measured('pillow')];
  expect(matlab.protocol).toContain('LR: MATLAB bicubic');
  expect(pillow.protocol).toContain('LR: Pillow bicubic');
  const original = draw({ width: 96, height: 80, noise: true });
  const enlargedAgain = resizeBicubic(resizePillow(original, [20, 24], 'bicubic'), 4);
  expect(pillow.value).toBeCloseTo(await psnr(enlargedAgain, original, { channel: 'y', crop: 4 }), 9);
  expect(pillow.value).not.toBe(matlab.value);
  const options = degradationOptions('realesrgan-x4plus');
  await writeFile(cli.at('worse.json'), JSON.stringify(options));
  const [worse, again] = [await measured(cli.at('worse.json')), await measured(cli.at('worse.json'))];
  expect(worse.protocol).toContain('LR: degraded by');
  expect(again.value).toBe(worse.value);
  expect(worse.value).toBeLessThan(pillow.value);
});

test("a recipe that srkit degrade wrote for one picture degrades all of them, by noise of each one's own", async () => {
  await mkdir(cli.at('whole'), { recursive: true });
  await drawTo(cli.at('whole', 'one.png'), { width: 96, height: 80, noise: true });
  await drawTo(cli.at('whole', 'two.png'), { width: 96, height: 80, noise: true });
  await drawTo(cli.at('whole', 'wide.png'), { width: 132, height: 66, noise: true });
  await drawTo(cli.at('whole', 'grey.png'), { width: 64, height: 64, channels: 2, noise: true });
  const low = [
    'degrade',
    cli.at('whole', 'one.png'),
    '-o',
    cli.at('low'),
    '--save-recipes',
    '--backend',
    'wasm',
  ];
  expect((await cli.run(low)).code).toBe(0);
  const recipe = cli.at('low', 'one_lq.json');
  const set = ['--dataset', `w=${cli.at('whole')}`, '--lr'];
  const measured = async (lr: string) => {
    const { stdout, stderr } = await evaluate([...set, lr, '--json']);
    expect(stderr).not.toContain('E_');
    const { pictures, protocol } = JSON.parse(stdout.toString()) as Document;
    expect(protocol).toContain(`LR: degraded by the recipe ${lr}`);
    return pictures.filter(({ model }) => model === 'bicubic x4').map(({ values: { psnr } }) => psnr);
  };
  const [grey, one, two, wide] = await measured(recipe);
  expect(await measured(recipe)).toEqual([grey, one, two, wide]);
  // Equal pictures of other names have other noise, and nothing else that differs.
  expect(two).not.toBe(one);
  expect(Math.abs(two! - one!)).toBeLessThan(0.5);
  const { steps, ...rest } = JSON.parse(await readFile(recipe, 'utf8'));
  await writeFile(cli.at('low', 'double.json'), JSON.stringify({ ...rest, steps: [{ op: 'melt' }] }));
  const { stderr, code } = await evaluate([...set, cli.at('low', 'double.json')]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/double\.json': degradation recipe: steps\[0\]/)]);
  expect(steps.length).toBeGreaterThan(4);
});

test('equal pictures are infinitely alike, also when an evaluation goes on', async () => {
  await mkdir(cli.at('flat'));
  const grey = { width: 32, height: 32, channels: 3, data: new Uint8Array(32 * 32 * 3).fill(90) } as const;
  await writeImage(cli.at('flat', 'grey.png'), grey, { format: 'png' });
  for (let time = 0; time < 2; time++) {
    await evaluate(['--dataset', `f=${cli.at('flat')}`, '-o', cli.at('alike')]);
    const csv = await readFile(cli.at('alike', 'results.csv'), 'utf8');
    expect(csv).toMatch(/^f,grey,bicubic x4,Infinity,/m);
  }
});

test.each([
  ['a missing LR picture', ['--dataset', 'x=broken'], /'.*c_HR\.png'.*c_LR\.png.*--lr matlab/],
  ['originals without any LR picture', ['--dataset', 'x=alone', '--lr', 'given'], /'.*f\.png'.*f_LR\.png/],
  ['a pair of other sizes', ['--dataset', 'x=sizes'], /original is 40x40.*LR picture 9x10/],
  ['an empty folder', ['--dataset', 'x=empty'], /'empty' has no pictures/],
  ['no folder', ['--dataset', 'x=nowhere'], /'nowhere' is no folder/],
  ['a data set without a name', ['--dataset', 'broken'], /--dataset is 'broken', expected NAME=FOLDER/],
  ['an unknown metric', ['--dataset', 'x=set', '--metrics', 'psnr,fid'], /'fid', expected some of psnr/],
  ['DISTS without weights', ['--dataset', 'x=set', '--metrics', 'dists'], /--dists-weights/],
  ['an unknown reduction', ['--dataset', 'x=set', '--lr', 'lanczos'], /--lr is 'lanczos', expected auto/],
  ['references without a network', ['--dataset', 'x=set', '--top-k', '2'], /--top-k needs a network/],
  ['LPIPS without weights', ['--dataset', 'x=set', '--metrics', 'lpips'], /--lpips-backbone/],
  ['a picture too small for NIQE', ['--dataset', 'x=set', '--metrics', 'niqe'], /a_HR\.png: niqe/],
])('%s is named', async (_, args, message) => {
  await mkdir(cli.at('broken'), { recursive: true });
  await mkdir(cli.at('sizes'), { recursive: true });
  await mkdir(cli.at('alone'), { recursive: true });
  await drawTo(cli.at('alone', 'f.png'), { width: 16, height: 16 });
  await mkdir(cli.at('empty'), { recursive: true });
  await drawTo(cli.at('broken', 'c_HR.png'), { width: 16, height: 16 });
  await drawTo(cli.at('broken', 'd_HR.png'), { width: 16, height: 16 });
  await drawTo(cli.at('broken', 'd_LR.png'), { width: 4, height: 4 });
  await drawTo(cli.at('sizes', 'e_HR.png'), { width: 40, height: 40 });
  await writeImage(cli.at('sizes', 'e_LR.png'), draw({ width: 9, height: 10 }), {
    format: 'png',
    overwrite: true,
  });
  const { stderr, code } = await evaluate(args);
  expect(stderr).toMatch(message);
  expect([1, 2, 3]).toContain(code);
  await rm(cli.at('empty'), { recursive: true });
});

test('a damaged picture is named, with advice that can be followed: eval, finetune and ablate read whole ones', async () => {
  const whole = await readFile(cli.at('set', 'a_HR.png'));
  await mkdir(cli.at('cut'));
  await writeFile(cli.at('cut', 'c.png'), whole.subarray(0, whole.length >> 1));
  for (const run of [
    evaluate(['--dataset', 'Cut=cut']),
    cli.run(['finetune', 'cut', '--backend', 'wasm', '--iterations', '1', '-o', 'cut.safetensors']),
    cli.run(['ablate', 'sinc', 'cut', '--backend', 'wasm', '--iterations', '1', '-o', 'cut.png']),
  ]) {
    const { code, stderr } = await run;
    expect([1, 3]).toContain(code);
    expect(stderr).toMatch(/c\.png.* is damaged or cut short.*Fetch or export the picture again/s);
    expect(stderr).not.toMatch(/tolerant/);
  }
});
