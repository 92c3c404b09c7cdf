import '@srkit/backend-wasm';
import '@tensorflow/tfjs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { savePth, saveSafetensors } from '@srkit/checkpoints';
import { ContrasExtractorSep, RRDBNet, UNetDiscriminatorSN, VGGFeatureExtractor } from '@srkit/models';
import type { Module } from '@srkit/nn';
import {
  memoryRunFolder,
  officialFiles,
  planFromOfficial,
  type TrainedStep,
  Trainer,
  type TrainingPlan,
} from '@srkit/training';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OFFICIAL_OPTIONS } from '../../../../packages/training/src/testing/official-options';
import { drawTo } from '../testing/pictures';
import { officialStart } from './official-start';
import { openData, openValidation } from './open-data';

let folder: string;
const at = (...names: readonly string[]): string => join(folder, ...names);

const picture = async (name: string, width: number, height: number): Promise<void> => {
  await mkdir(dirname(at(name)), { recursive: true });
  await drawTo(at(name), { width, height });
};

const text = async (name: string, lines: readonly string[]): Promise<void> => {
  await mkdir(dirname(at(name)), { recursive: true });
  await writeFile(at(name), lines.map((line) => `${line}\n`).join(''));
};

/** Writes a network as BasicSR saves one, and frees it. */
const pth = async (name: string, network: Module, average: boolean): Promise<void> => {
  const params = await network.stateDict();
  await savePth(at(name), { params, ...(average && { params_ema: params }) });
  network.dispose();
};

beforeAll(async () => {
  await setBackend('srkit-wasm');
  folder = await mkdtemp(join(tmpdir(), 'srkit-official-'));
  for (const name of ['a', 'b', 'c', 'd']) {
    await picture(`DF2K/${name}.png`, 48, 40);
    await picture(`DF2K/lq/${name}.png`, 12, 10);
    // Of CUFED's inputs stage 3 cuts nothing.
    for (const side of ['input', 'ref']) {
      await picture(`CUFED80/${side}/${name}.png`, 80, 80);
      await picture(`CUFED16/${side}/${name}.png`, 16, 16);
    }
  }
  await text('DF2K/meta/all.txt', ['a.png', 'b.png', 'c.png', 'd.png']);
  await text(
    'DF2K/meta/pairs.txt',
    ['a', 'b', 'c', 'd'].map((name) => `${name}.png, lq/${name}.png`),
  );
  await picture('CUFED5/000_0.png', 20, 20);
  await picture('CUFED5/000_1.png', 21, 20);
  await text('CUFED5_pairs.txt', ['000_0.png 000_1.png']);
  for (const i of [0, 1, 2, 3, 4, 5]) await picture(`LMR/0007/${i}.png`, 60, 56);
  await text('LMR.csv', [
    'target,H,M1,M2,L1,L2,p0,p1,p2,p3,p4,p5,scene',
    `0.png,1.png,2.png,3.png,4.png,5.png${',"[30, 28]"'.repeat(6)},0007`,
  ]);
  for (const scale of [2, 4] as const)
    await pth(`x${scale}.pth`, new RRDBNet({ numFeat: 4, numBlock: 1, numGrowCh: 2, scale }), true);
  await pth('d.pth', new UNetDiscriminatorSN({ numFeat: 2 }), false);
  const vgg = new VGGFeatureExtractor({ layers: ['relu3_1'], vggType: 'vgg19' });
  await saveSafetensors(at('vgg19.safetensors'), await vgg.stateDict());
  vgg.dispose();
  const extractor = new ContrasExtractorSep({}, { seed: 3 });
  await pth('extractor.pth', extractor, false);
});
afterAll(() => rm(folder, { recursive: true }));

type Settings = Readonly<Record<string, string | number | boolean>>;

const degraded = (): Settings => ({
  gt_size: 32,
  queue_size: 4,
  'datasets.train.gt_size': 32,
  'datasets.train.crop_pad_size': 80,
  'datasets.train.batch_size_per_gpu': 2,
  'datasets.train.dataroot_gt': at('DF2K'),
  'datasets.train.meta_info': at('DF2K/meta/all.txt'),
  'network_g.num_feat': 4,
  'network_g.num_block': 1,
  'network_g.num_grow_ch': 2,
});

const gan = (): Settings => ({
  'network_d.num_feat': 2,
  'path.pretrain_network_d': at('d.pth'),
  'path.vgg19': at('vgg19.safetensors'),
  'train.perceptual_opt.layer_weights': '{conv1_2: 0.1, conv2_2: 1}',
});

const paired = (): Settings => {
  const { queue_size: _, gt_size: __, 'datasets.train.crop_pad_size': ___, ...shared } = degraded();
  return {
    ...shared,
    'datasets.train.dataroot_lq': at('DF2K'),
    'datasets.train.meta_info': at('DF2K/meta/pairs.txt'),
  };
};

const cufed = (side: number): Settings => ({
  'datasets.train.dataroot_in': at(`CUFED${side}/input`),
  'datasets.train.dataroot_ref': at(`CUFED${side}/ref`),
  'datasets.train.gt_size': side,
  'datasets.train.batch_size': 1,
  'datasets.val.dataroot_in': at('CUFED5'),
  'datasets.val.dataroot_ref': at('CUFED5'),
  'datasets.val.ann_file': at('CUFED5_pairs.txt'),
});

const restoration = (): Settings => ({
  'network_g.ngf': 4,
  'network_g.n_blocks': 1,
  'network_g.groups': 1,
  'path.vgg19': at('vgg19.safetensors'),
  'val.val_freq': 10,
});

const lmr = (side: number): Settings => ({
  num_gpu: 1,
  'datasets.train.dataroot_in': at('LMR'),
  'datasets.train.dataroot_ref': at('LMR'),
  'datasets.train.ann_file': at('LMR.csv'),
  'datasets.train.gt_size': side,
  'datasets.train.batch_size_per_gpu': 1,
  // CUFED5's canvas takes minutes.
  'datasets.val': '~',
  'path.pretrain_network_feature_extractor': at('extractor.pth'),
});

/** Without its attention and masks MRefSR's fusion, whose widths are those of VGG19, is a fraction of what it is. */
const mrefsr = (side: number): Settings => ({
  ...restoration(),
  ...lmr(side),
  'network_g.mam': false,
  'network_g.safm': false,
});

/** Makes the first iteration of MRefSR, and leaves its files as BasicSR does. @returns the path of the state. */
const firstIteration = async (): Promise<string> => {
  const plan = planOf('stage3_5ref_restoration_mse.yml', mrefsr(16), 1);
  const files = new Map<string, Uint8Array>();
  const data = openData(plan, 0);
  const trainer = new Trainer(plan.recipe as never, { data, folder: memoryRunFolder(files) });
  await trainer.run();
  trainer.dispose();
  await data.dispose?.();
  const { networks, state } = await officialFiles(files.get('states/00000001.safetensors')!);
  for (const part of ['models', 'training_states']) await mkdir(at('mrefsr', part), { recursive: true });
  await savePth(at('mrefsr/models/net_g_1.pth'), networks['net_g']!);
  await savePth(at('mrefsr/training_states/1.state'), state);
  return at('mrefsr/training_states/1.state');
};

const SMALL: Readonly<Record<keyof typeof OFFICIAL_OPTIONS, () => Settings | Promise<Settings>>> = {
  'train_realesrnet_x4plus.yml': () => ({ ...degraded(), 'path.pretrain_network_g': at('x4.pth') }),
  'train_realesrnet_x2plus.yml': () => ({ ...degraded(), 'path.pretrain_network_g': at('x4.pth') }),
  'train_realesrgan_x4plus.yml': () => ({ ...degraded(), ...gan(), 'path.pretrain_network_g': at('x4.pth') }),
  'train_realesrgan_x2plus.yml': () => ({ ...degraded(), ...gan(), 'path.pretrain_network_g': at('x2.pth') }),
  'finetune_realesrgan_x4plus.yml': () => ({
    ...degraded(),
    ...gan(),
    'path.pretrain_network_g': at('x4.pth'),
  }),
  'finetune_realesrgan_x4plus_pairdata.yml': () => ({
    ...paired(),
    ...gan(),
    'path.pretrain_network_g': at('x4.pth'),
  }),
  'stage1_teacher_contras_network.yml': () => cufed(80),
  'stage2_student_contras_network.yml': () => ({
    ...cufed(80),
    'path.pretrain_model_teacher': at('extractor.pth'),
  }),
  'stage3_restoration_mse.yml': () => ({
    ...cufed(16),
    ...restoration(),
    'path.pretrain_model_feature_extractor': at('extractor.pth'),
  }),
  'stage3_restoration_gan.yml': () => ({
    ...cufed(16),
    ...restoration(),
    'path.pretrain_model_feature_extractor': at('extractor.pth'),
    'network_d.ndf': 2,
    // One cell of one picture has no variance.
    'datasets.train.batch_size': 2,
    'train.net_g_pretrain_steps': 4,
    'train.perceptual_opt.layer_weights': '{relu2_1: 1}',
  }),
  'stage3_5ref_restoration_mse.yml': () => mrefsr(16),
  // A quarter of 20 is no multiple of 4, as a quarter of 300 is none. It goes on from what the file before it left.
  'stage3_5ref_restoration_mse_lp.yml': async () => ({
    ...mrefsr(20),
    'path.pretrain_network_g': at('mrefsr/models/net_g_1.pth'),
    'path.resume_state': await firstIteration(),
  }),
};

/** A file with settings over it, for so many iterations. */
const planOf = (name: keyof typeof OFFICIAL_OPTIONS, settings: Settings, total: number): TrainingPlan => {
  const options = OFFICIAL_OPTIONS[name];
  const key = options.includes('niter:') ? 'niter' : 'total_iter';
  const given = Object.entries(settings).map(([path, value]) => `${path}=${value}`);
  return planFromOfficial(options, [...given, `train.${key}=${total}`]);
};

/** What a file's first ten iterations must log at their end. */
const LOGS: Readonly<Record<string, readonly string[]>> = {
  realesrnet: ['l_pix'],
  realesrgan: ['l_g_pix', 'l_g_percep', 'l_g_gan', 'l_d_real', 'l_d_fake'],
  'contrastive-teacher': ['loss', 'pos_dist', 'neg_dist'],
  'contrastive-student': ['loss', 'distill_loss'],
  restoration: ['l_g_pix'],
};

const NAMES = Object.keys(OFFICIAL_OPTIONS) as (keyof typeof OFFICIAL_OPTIONS)[];

it.each(NAMES)('%s starts and makes ten iterations', async (name) => {
  const before = memory().numTensors;
  const resumed = name === 'stage3_5ref_restoration_mse_lp.yml' ? 1 : 0;
  const plan = planOf(name, await SMALL[name](), resumed + 10);
  const data = openData(plan, 0);
  const notes: string[] = [];
  const files = new Map<string, Uint8Array>();
  const trainer = new Trainer(plan.recipe as never, {
    data,
    folder: memoryRunFolder(files),
    from: officialStart(plan),
    validation: openValidation(plan, () => undefined),
    onNote: (note) => notes.push(note),
  });
  let last: TrainedStep | undefined;
  let count = 0;
  try {
    for await (const step of trainer) {
      last = step;
      count++;
    }
  } finally {
    trainer.dispose();
    await data.dispose?.();
  }
  expect([count, last?.iteration]).toEqual([10, resumed + 10]);
  const names = LOGS[plan.recipe.kind] as readonly string[];
  const also = name === 'stage3_restoration_gan.yml' ? ['l_g_percep', 'l_g_gan', 'l_grad_penalty'] : [];
  for (const loss of [...names, ...also]) expect(last?.losses?.[loss], loss).toEqual(expect.any(Number));
  if (plan.validation && plan.recipe.kind === 'restoration')
    expect(last?.validation).toEqual({ psnr_y: expect.any(Number), ssim_y: expect.any(Number) });
  expect([...files.keys()]).toContain(`states/000000${resumed + 10}.safetensors`);
  // Nothing of what the file names was left out.
  const expected = resumed ? ['goes on after iteration 1 of the official files'] : [];
  expect(notes.filter((note) => !note.includes("torchvision's VGG16"))).toEqual(expected);
  expect(memory().numTensors).toBe(before);
});
