import '@tensorflow/tfjs-backend-cpu';
import { mkdir, readFile } from 'node:fs/promises';
import { saveSafetensors } from '@srkit/checkpoints';
import { ContrasExtractorSep, CorrespondenceGenerationArch, MRAPARestorationNet } from '@srkit/models';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CliFixture, openCliFixture } from './testing/cli-fixture';
import { drawTo } from './testing/pictures';

let cli: CliFixture;
/** Of the three networks. */
let parameters = 0;

beforeAll(async () => {
  cli = await openCliFixture();
  await tf.setBackend('cpu');
  for (const [name, network] of [
    ['extractor', new ContrasExtractorSep({}, { seed: 1 })],
    ['vgg', new CorrespondenceGenerationArch({}, { seed: 2 })],
    ['mrefsr', new MRAPARestorationNet({ ngf: 4, nBlocks: 1, groups: 2 }, { seed: 3 })],
  ] as const) {
    await saveSafetensors(cli.at(`${name}.safetensors`), await network.stateDict());
    parameters += network.parameterCount;
    network.dispose();
  }
  await mkdir(cli.at('cufed'));
  for (const [name, references] of [
    ['000', 2],
    ['001', 1],
  ] as const) {
    for (let i = 0; i <= references; i++) {
      await drawTo(cli.at('cufed', `${name}_${i}.png`), { width: 41, height: 32 + i, noise: i === 0 });
    }
  }
});
afterAll(() => cli.remove());

const run = (...args: string[]) => runOn('cufed', ...args);

/** On the data set of that folder. */
const runOn = (folder: string, ...args: string[]) =>
  cli.run([
    ...['eval', '--backend', 'wasm', '--metrics', 'psnr', '--dataset', `${folder}=${folder}`],
    ...['--restoration', 'mrefsr.safetensors', '--extractor', 'extractor.safetensors'],
    ...['--vgg', 'vgg.safetensors', ...args],
  ]);

it('measures a network with all references and with each, beside bicubic and a network without', async () => {
  const all = await run('--model', cli.model, '--json');
  expect([all.code, all.stderr]).toEqual([0, expect.anything()]);
  const { means, protocol } = JSON.parse(all.stdout.toString());
  expect(protocol).toContain('LR: Pillow bicubic');
  expect(means.map(({ model, pictures }: { model: string; pictures: number }) => [model, pictures])).toEqual([
    ['bicubic x4', 2],
    ['tiny.safetensors', 2],
    ['mrefsr.safetensors, all references', 2],
  ]);
  const each = await run('--references', 'each', '--json', '--lr', 'matlab');
  expect(each.code).toBe(0);
  const rows = JSON.parse(each.stdout.toString()).pictures as { model: string; picture: string }[];
  expect(rows.map(({ model, picture }) => `${picture} ${model}`)).toEqual([
    '000 bicubic x4',
    '001 bicubic x4',
    '000 mrefsr.safetensors, reference 1',
    '001 mrefsr.safetensors, reference 1',
    '000 mrefsr.safetensors, reference 2',
  ]);
});

it("measures CUFED5's five levels one by one, with what each costs, and goes on where it stopped", async () => {
  await mkdir(cli.at('five'));
  for (let i = 0; i <= 5; i++) {
    await drawTo(cli.at('five', `000_${i}.png`), { width: 32 + 4 * i, height: 32 });
  }
  const levels = (...args: string[]) => runOn('five', '--references', 'each', '-o', 'levels', ...args);
  const { code, stdout } = await levels('--json');
  expect(code).toBe(0);
  const { models, means, pictures } = JSON.parse(stdout.toString());
  const five = [1, 2, 3, 4, 5].map((n) => `mrefsr.safetensors, reference ${n}`);
  expect(means.map(({ model }: { model: string }) => model)).toEqual(['bicubic x4', ...five]);
  const values = pictures.map(({ values: { psnr } }: { values: { psnr: number } }) => psnr);
  // Each by itself: one reference for all would give one figure beside that of bicubic.
  expect(values).toHaveLength(6);
  expect(new Set(values).size).toBeGreaterThan(2);
  const facts = models.filter(({ name }: { name: string }) => five.includes(name));
  for (const fact of facts) expect(fact.parameters).toBe(parameters);
  const noted = await readFile(cli.at('levels', 'pictures.jsonl'), 'utf8');
  const again = await levels();
  expect(again.stdout.toString()).toContain('mrefsr.safetensors, reference 5');
  expect(await readFile(cli.at('levels', 'pictures.jsonl'), 'utf8')).toBe(noted);
});

it("measures LMR's layout, where all references cost more than one", async () => {
  await mkdir(cli.at('lmr', '0007_t.png'), { recursive: true });
  for (const [i, name] of ['t', 'r1', 'r2', 'r3'].entries()) {
    await drawTo(cli.at('lmr', '0007_t.png', `${name}.png`), { width: 32, height: 32 + i, noise: i === 0 });
  }
  const measured = async (...args: string[]) => {
    const { stdout } = await runOn('lmr', '--json', ...args);
    const { models, pictures } = JSON.parse(stdout.toString());
    expect(pictures.some(({ picture }: { picture: string }) => picture === '0007_t')).toBe(true);
    return models.at(-1).multiplyAdds as number;
  };
  const [all, first] = [await measured(), await measured('--references', '1')];
  // The picture's own features are made once.
  expect(all).toBeGreaterThan(1.5 * first);
});

it('parts meet in a folder, whose table the run after them makes', async () => {
  const parts = [
    await run('--shard', '1/2', '-o', 'parts', '--top-k', '1'),
    await run('--shard', '2/2', '-o', 'parts', '--top-k', '1'),
  ];
  expect(parts.map(({ code }) => code)).toEqual([0, 0]);
  await expect(readFile(cli.at('parts', 'results.md'), 'utf8')).rejects.toThrow('ENOENT');
  const noted = await readFile(cli.at('parts', 'pictures-2-of-2.jsonl'), 'utf8');
  expect(noted).toContain('"picture":"001"');
  expect(noted).not.toContain('"picture":"000"');
  const whole = await run('-o', 'parts', '--top-k', '1');
  expect(whole.stdout.toString()).toContain('mrefsr.safetensors, top 1, all references');
  const csv = await readFile(cli.at('parts', 'results.csv'), 'utf8');
  expect(csv.trim().split('\n')).toHaveLength(1 + 4);
  // Nothing was measured again.
  await expect(readFile(cli.at('parts', 'pictures.jsonl'), 'utf8')).rejects.toThrow('ENOENT');
});

it.each([
  ['a folder of another layout', ['--dataset', 'x=refs'], /holds no pictures with references of their own/],
  ['given LR pictures', ['--lr', 'given'], /sets with references have no LR pictures/],
  ['a part without a folder', ['--shard', '1/2'], /--shard needs -o/],
])('%s is named', async (_, args, message) => {
  await mkdir(cli.at('refs'), { recursive: true });
  const { stderr, code } = await run(...args);
  expect(stderr).toMatch(message);
  expect([1, 2, 3]).toContain(code);
});
