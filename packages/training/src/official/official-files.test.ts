import '@srkit/backend-wasm';
import '@tensorflow/tfjs';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadStateDict, type NamedTensor, type StateDict, savePth, writePth } from '@srkit/checkpoints';
import type { Module } from '@srkit/nn';
import { memory, setBackend, type Tensor4D, tensor4d, transpose } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BatchOf,
  type BatchSource,
  memoryRunFolder,
  officialFiles,
  type RecipeInput,
  Trainer,
} from '..';
import { DrawnPairs } from '../testing/drawn-pairs';
import { seededUniform } from '../trainer/seeded-uniform';

let folder: string;
beforeAll(async () => {
  await setBackend('srkit-wasm');
  folder = await mkdtemp(join(tmpdir(), 'srkit-official-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A training that PyTorch makes as well: `testing/torch-training.py`. */
const recipe = {
  kind: 'realesrgan',
  networkG: { type: 'SRVGGNetCompact', numFeat: 4, numConv: 1 },
  networkD: { type: 'UNetDiscriminatorSN', numFeat: 1 },
  optimG: { lr: 1e-3, weightDecay: 0.01 },
  optimD: { lr: 5e-4, weightDecay: 0.01 },
  schedule: { type: 'multistep', milestones: [2] as number[] },
  perceptual: null,
  l1GtUsm: false,
  percepGtUsm: false,
  emaDecay: 0.5,
  saveEvery: 3,
  totalIter: 6,
} as const;

/** Both ends may differ by the rounding of sums. */
const TOLERANCE = 1e-5;

const python = spawnSync('/usr/bin/python3', ['-c', 'import torch'], { encoding: 'utf8' });
const hasTorch = python.status === 0;
if (!hasTorch)
  process.stderr.write(
    'SKIPPED: whether PyTorch goes on as we do, because there is no torch for /usr/bin/python3\n',
  );

const torch = (script: string, ...args: readonly (string | number)[]): void => {
  const { status, stderr } = spawnSync('/usr/bin/python3', [script, ...args.map(String)], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, expect.any(String)]);
};
const torchTraining = (...args: readonly (string | number)[]): void =>
  torch(fileURLToPath(new URL('../testing/torch-training.py', import.meta.url)), ...args);

const official = async (name: string, picture: Tensor4D): Promise<NamedTensor> => {
  const nchw = transpose(picture, [0, 3, 1, 2]);
  const data = (await nchw.data()) as Float32Array;
  nchw.dispose();
  return { name, dtype: 'F32', shape: nchw.shape, data };
};

/** What the source draws in six iterations, for PyTorch. */
const saveBatches = async (path: string): Promise<void> => {
  const data = new DrawnPairs(2, 8);
  const batches: NamedTensor[][] = [];
  for (let i = 0; i < 6; i++) {
    const { lq, gt } = await data.next();
    batches.push([await official('lq', lq), await official('gt', gt)]);
    lq.dispose();
    gt.dispose();
  }
  await savePth(path, batches);
};

const trainer = (options: Partial<ConstructorParameters<typeof Trainer<'realesrgan'>>[1]> = {}) => {
  const data = options.data ?? new DrawnPairs(2, 8);
  return new Trainer<'realesrgan'>(recipe, { ...options, data });
};

const bytesOf = ({ buffer, byteOffset, byteLength }: NamedTensor['data']): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Compares the networks of a training with the files of the sixth iteration. */
const expectSame = async (trained: Trainer<'realesrgan'>, at: string): Promise<void> => {
  for (const [name, file, key] of [
    ['net_g', 'net_g_6.pth', 'params'],
    ['net_g_ema', 'net_g_6.pth', 'params_ema'],
    ['net_d', 'net_d_6.pth', 'params'],
  ] as const) {
    const theirs = await loadStateDict(join(at, file), { key });
    const ours = await (trained.network(name) as Module).stateDict();
    expect([...theirs.keys()]).toEqual([...ours.keys()]);
    for (const [entry, { data }] of ours) {
      const values = theirs.get(entry)!.data as Float32Array;
      const worst = Math.max(...(data as Float32Array).map((value, i) => Math.abs(value - values[i]!)));
      expect(worst, `${name} ${entry}`).toBeLessThan(TOLERANCE);
    }
  }
};

/** Goes on from the files of the third iteration in a folder, to those of the sixth. */
const goOn = async (at: string): Promise<void> => {
  const before = memory().numTensors;
  const data = new DrawnPairs(2, 8);
  data.position = 3;
  const notes: string[] = [];
  const files = new Map<string, Uint8Array>();
  const trained = trainer({
    data,
    folder: memoryRunFolder(files),
    from: { state: join(at, '3.state'), network: (name, iteration) => join(at, `${name}_${iteration}.pth`) },
    onNote: (note) => notes.push(note),
  });
  await trained.run();
  expect(notes).toEqual(['goes on after iteration 3 of the official files']);
  await expectSame(trained, at);
  trained.dispose();
  expect(memory().numTensors).toBe(before);
  // From then on the folder's own state is the last.
  const again = trainer({
    data: new DrawnPairs(2, 8),
    folder: memoryRunFolder(files),
    from: { state: join(at, 'none.state'), network: () => join(at, 'none.pth') },
  });
  await again.start();
  expect(again.iteration).toBe(6);
  again.dispose();
};

const FIXTURE = fileURLToPath(new URL('../../fixtures/official', import.meta.url));

it('goes on from files that PyTorch left, and ends where PyTorch ended', () => goOn(FIXTURE));

describe.skipIf(!hasTorch)('with PyTorch', () => {
  it('which goes on from our files, and ends where we end', async () => {
    const at = await mkdtemp(join(folder, 'ours-'));
    const files = new Map<string, Uint8Array>();
    const trained = trainer({ folder: memoryRunFolder(files) });
    await trained.run();
    const { networks, state, iteration } = await officialFiles(files.get('states/00000003.safetensors')!);
    expect(iteration).toBe(3);
    for (const name of ['net_g', 'net_d']) await savePth(join(at, `${name}_3.pth`), networks[name]!);
    await savePth(join(at, '3.state'), state);
    await saveBatches(join(at, 'batches.pth'));
    torchTraining(at, 3, 6);
    await expectSame(trained, at);
    trained.dispose();
  });

  it('from whose files we go on', async () => {
    const at = await mkdtemp(join(folder, 'theirs-'));
    const start = trainer();
    await start.start();
    const params = await start.network('net_g')!.stateDict();
    await savePth(join(at, 'net_g_0.pth'), { params, params_ema: params });
    await savePth(join(at, 'net_d_0.pth'), { params: await start.network('net_d')!.stateDict() });
    start.dispose();
    await saveBatches(join(at, 'batches.pth'));
    torchTraining(at, 0, 3);
    torchTraining(at, 3, 6);
    await goOn(at);
  });
});

const references = (): BatchSource<BatchOf['restoration']> => {
  let position = 0;
  const picture = (side: number, kind: number): Tensor4D =>
    tensor4d(
      Float32Array.from({ length: 2 * side * side * 3 }, (_, i) => seededUniform(i, position, kind)),
      [2, side, side, 3],
    );
  return {
    next: async () => {
      position++;
      return { lq: picture(8, 1), up: picture(32, 2), gt: picture(32, 3), references: [picture(32, 4)] };
    },
    state: () => position,
    resume: () => undefined,
  };
};

describe.each([
  // Without SAFM and in the paper's form the network is small.
  ['MRefSR', { type: 'MRAPARestorationNet', fusion: 'paper', safm: false }, ['net_g', 'net_d']],
  ['C2-Matching', { type: 'RestorationNet' }, ['net_d', 'net_g']],
] as const)('the restoration of %s', (_, type, order) => {
  const gan = {
    kind: 'restoration',
    networkG: { ...type, ngf: 2, nBlocks: 1, groups: 1 },
    networkD: { type: 'ImageDiscriminator', ndf: 1 },
    saveEvery: 2,
    totalIter: 3,
  } as const satisfies RecipeInput;

  /** States after two iterations and three, and the official files of the first. */
  const trained = async () => {
    const files = new Map<string, Uint8Array>();
    const own = new Trainer<'restoration'>(gan, { data: references(), folder: memoryRunFolder(files) });
    await own.run();
    own.dispose();
    const [two, three] = [2, 3].map((i) => files.get(`states/0000000${i}.safetensors`)!);
    return { two: two!, three: three!, official: await officialFiles(two!) };
  };

  it('goes on bit for bit from its official files', async () => {
    const { three, official } = await trained();
    const files = new Map<string, Uint8Array>();
    const data = references();
    await data.next();
    await data.next();
    const notes: string[] = [];
    const again = new Trainer<'restoration'>(gan, {
      data,
      folder: memoryRunFolder(files),
      from: {
        state: writePth(official.state),
        network: (name) => writePth(official.networks[name]!),
      },
      onNote: (note) => notes.push(note),
    });
    await again.run();
    again.dispose();
    expect(notes.filter((note) => note.includes('was'))).toEqual([]);
    const [mine, whole] = await Promise.all(
      [files.get('states/00000003.safetensors')!, three].map((bytes) => loadStateDict(bytes)),
    );
    expect([...mine!.keys()]).toEqual([...whole!.keys()]);
    // Millions of values, which toEqual would look at one by one.
    for (const [name, { data: values }] of mine!)
      expect(Buffer.compare(bytesOf(values), bytesOf(whole!.get(name)!.data)), name).toBe(0);
  });

  it.skipIf(!hasTorch)('is numbered by groups as torch.optim.Adam numbers them', async () => {
    const { two, official } = await trained();
    const at = await mkdtemp(join(folder, 'groups-'));
    const moments = async (network: string): Promise<StateDict> => {
      const start = `optimizer/${network}/exp_avg/`;
      const entries = [...(await loadStateDict(two))].filter(([name]) => name.startsWith(start));
      return new Map(entries.map(([name, tensor]) => [name.slice(start.length), tensor]));
    };
    for (const name of order) {
      await savePth(join(at, `${name}.pth`), official.networks[name]!);
      await savePth(join(at, `${name}_moments.pth`), await moments(name));
    }
    await savePth(join(at, '2.state'), official.state);
    await writeFile(
      join(at, 'groups.py'),
      `
import sys, torch
folder, order = sys.argv[1], sys.argv[2].split(',')
state = torch.load(f'{folder}/2.state')
assert len(state['optimizers']) == 2
for stored, name in zip(state['optimizers'], order):
  weights = torch.load(f'{folder}/{name}.pth')['params']
  moments = torch.load(f'{folder}/{name}_moments.pth')
  names = [key for key in weights if key.split('.')[-1] not in ('running_mean', 'running_var', 'num_batches_tracked')]
  params = {key: torch.nn.Parameter(weights[key].clone()) for key in names}
  offset = lambda *parts: [key for key in names if 'offset' in key and all(part in key for part in parts)]
  groups = [names] if name == 'net_d' else [
    [key for key in names if 'offset' not in key],
    [key for key in offset() if 'small' not in key and 'medium' not in key], offset('small'), offset('medium')]
  adam = torch.optim.Adam([{'params': [params[key] for key in group]} for group in groups])
  adam.load_state_dict(stored)
  rates = [group['lr'] for group in adam.param_groups]
  assert rates == ([1e-4] if name == 'net_d' else [1e-4, 1e-4, 1e-6, 1e-5]), rates
  for key, param in params.items():
    assert (key in moments) == (param in adam.state), key
    if key in moments: assert torch.equal(adam.state[param]['exp_avg'], moments[key]), key
  for param in params.values(): param.grad = torch.ones_like(param)
  adam.step()
`,
    );
    torch(join(at, 'groups.py'), at, order.join());
  });
});

describe('files that cannot be gone on from', () => {
  const from = (state: unknown, network: () => string = () => join(FIXTURE, 'net_g_3.pth')) =>
    trainer({ from: { state: writePth(state as never), network } }).start();
  const group = { lr: 1, betas: [0.9, 0.99], eps: 1e-8, weight_decay: 0, params: [0] };

  it.each([
    [{ iter: 'three', optimizers: [] }, /this is no training state/],
    [{ iter: -1, optimizers: [] }, /this is no training state/],
    [{ iter: 3, optimizers: [{}, {}] }, /optimizers\[0\] has no param_groups/],
    [{ iter: 3, optimizers: [] }, /has 0 optimisers, the recipe 2 \(net_g, net_d\)/],
    [
      {
        iter: 3,
        optimizers: [
          { state: {}, param_groups: [group] },
          { state: {}, param_groups: [group] },
        ],
      },
      /none of its optimisers fits net_g, which has 8 parameters in 1 groups; they have 1 in 1 and 1 in 1/,
    ],
    [
      { iter: 3, optimizers: [{ state: {}, param_groups: [{ ...group, amsgrad: true }] }, {}] },
      /amsgrad, which is not known/,
    ],
  ])('%j', async (state, message) => {
    await expect(from(state)).rejects.toMatchObject({ code: 'E_CHECKPOINT_STATE' });
    await expect(from(state)).rejects.toThrow(message);
  });

  it('a pickle that would run code is refused', async () => {
    const before = memory().numTensors;
    const path = fileURLToPath(new URL('../../../../tests/fixtures/os_system.pth', import.meta.url));
    const start = trainer({ from: { state: path, network: () => path } }).start();
    await expect(start).rejects.toThrow(/system/);
    expect(memory().numTensors).toBe(before);
  });

  it('what the recipe says otherwise is told', async () => {
    const notes: string[] = [];
    const other = new Trainer<'realesrgan'>(
      { ...recipe, optimG: { lr: 2e-3 } },
      {
        data: new DrawnPairs(2, 8),
        from: {
          state: join(FIXTURE, '3.state'),
          network: (name, iteration) => join(FIXTURE, `${name}_${iteration}.pth`),
        },
        onNote: (note) => notes.push(note),
      },
    );
    await other.start();
    other.dispose();
    expect(notes.slice(0, 2)).toEqual([
      'net_g, group 0: lr was 0.0005 and is 0.001 from here on, as the recipe says',
      'net_g, group 0: weight_decay was 0.01 and is 0 from here on, as the recipe says',
    ]);
  });
});
