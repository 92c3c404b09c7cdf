import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadStateDict, type NamedTensor, openCheckpoint, type StateDict, savePth, writePth } from '..';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'srkit-pth-'));
});
afterAll(() => rm(folder, { recursive: true }));

const tensor = (name: string, shape: number[], ...values: number[]): NamedTensor => ({
  name,
  dtype: 'F32',
  shape,
  data: Float32Array.from(values),
});
const state: StateDict = new Map(
  [
    tensor('0.weight', [2, 3], 1, 2, 3, 4, 5, 6),
    tensor('0.bias', [2], -0.5, 1e-9),
    { name: 'tracked', dtype: 'I64', shape: [], data: BigInt64Array.of(7n) } as NamedTensor,
  ].map((each) => [each.name, each]),
);

it('is read back as it was written', async () => {
  const bytes = writePth({
    params: state,
    iter: 5000,
    lr: 1e-4,
    big: 2 ** 40,
    done: false,
    note: 'größer',
    none: null,
  });
  expect(await loadStateDict(bytes)).toEqual(state);
  const { metadata, close } = await openCheckpoint(bytes);
  await close();
  expect(metadata).toMatchObject({
    iter: 5000,
    lr: 1e-4,
    big: 2 ** 40,
    done: false,
    note: 'größer',
    none: null,
  });
  expect(writePth({ params: state })).toEqual(writePth({ params: state }));
});

const python = spawnSync('/usr/bin/python3', ['-c', 'import torch'], { encoding: 'utf8' });
const without =
  'SKIPPED: what torch.load makes of .pth files, because there is no torch for /usr/bin/python3\n';
if (python.status !== 0) process.stderr.write(without);

it.skipIf(python.status !== 0)(
  'torch loads it, strictly into a module, and reads every kind of value',
  async () => {
    const path = join(folder, 'a.pth');
    const groups = [{ lr: 0.5, params: [0, 1] }];
    const moments = new Map([[0, { step: 3, exp_avg: tensor('m', [2], 8, 9) }]]);
    await savePth(path, {
      params: new Map([...state].slice(0, 2)),
      counter: state.get('tracked')!,
      optimizer: { state: moments, param_groups: groups },
    });
    const script = `
import torch, json, collections
f = torch.load(${JSON.stringify(path)})
net = torch.nn.Sequential(torch.nn.Linear(3, 2))
net.load_state_dict(f['params'], strict=True)
o = f['optimizer']
print(json.dumps([net(torch.ones(1, 3)).tolist(), int(f['counter']), str(f['counter'].dtype), o['state'][0]['exp_avg'].tolist(),
  o['state'][0]['step'], o['param_groups'][0]['params'], type(f['params']) is collections.OrderedDict]))
`;
    const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([[[5.5, 15]], 7, 'torch.int64', [8, 9], 3, [0, 1], true]);
  },
);
