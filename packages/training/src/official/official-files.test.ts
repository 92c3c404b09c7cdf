import '@srkit/backend-wasm';
import '@tensorflow/tfjs';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadStateDict, type NamedTensor, savePth } from '@srkit/checkpoints';
import { setBackend, type Tensor4D, transpose } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { memoryRunFolder, officialFiles, Trainer } from '..';
import { DrawnPairs } from '../testing/drawn-pairs';

let folder: string;
beforeAll(async () => {
  await setBackend('srkit-wasm');
  folder = await mkdtemp(join(tmpdir(), 'srkit-official-'));
});
afterAll(() => rm(folder, { recursive: true }));

const recipe = {
  kind: 'realesrnet',
  networkG: { type: 'SRVGGNetCompact', numFeat: 4, numConv: 1, actType: 'relu' },
  optimG: { lr: 1e-2, weightDecay: 0.01 },
  schedule: { type: 'multistep', milestones: [2] as number[] },
  emaDecay: 0.5,
  saveEvery: 3,
} as const;

const official = async (name: string, picture: Tensor4D): Promise<NamedTensor> => {
  const nchw = transpose(picture, [0, 3, 1, 2]);
  const data = (await nchw.data()) as Float32Array;
  nchw.dispose();
  return { name, dtype: 'F32', shape: nchw.shape, data };
};

const python = spawnSync('/usr/bin/python3', ['-c', 'import torch'], { encoding: 'utf8' });
const without = 'SKIPPED: whether PyTorch goes on as we do, because there is no torch for /usr/bin/python3\n';
if (python.status !== 0) process.stderr.write(without);

it.skipIf(python.status !== 0)('PyTorch goes on from the files, and ends where we end', async () => {
  const files = new Map<string, Uint8Array>();
  const data = new DrawnPairs(2, 8);
  const trainer = new Trainer({ ...recipe, totalIter: 6 }, { data, folder: memoryRunFolder(files) });
  await trainer.run();
  const { networks, state, iteration } = await officialFiles(files.get('states/00000003.safetensors')!);
  expect(iteration).toBe(3);
  const [net, optimiser, batches, result] = ['net.pth', '3.state', 'batches.pth', 'result.pth'].map((name) =>
    join(folder, name),
  );
  await savePth(net!, networks['net_g']!);
  await savePth(optimiser!, state);
  const pairs = [4, 5, 6].map((number) => data.pair(number));
  await savePth(
    batches!,
    await Promise.all(pairs.map(async ({ lq, gt }) => [await official('lq', lq), await official('gt', gt)])),
  );
  const script = `
import torch, torch.nn as nn, torch.nn.functional as F
class Net(nn.Module):
  def __init__(self):
    super().__init__()
    self.body = nn.ModuleList([nn.Conv2d(3, 4, 3, 1, 1), nn.ReLU(), nn.Conv2d(4, 4, 3, 1, 1), nn.ReLU(), nn.Conv2d(4, 48, 3, 1, 1)])
  def forward(self, x):
    y = x
    for m in self.body: y = m(y)
    return F.pixel_shuffle(y, 4) + F.interpolate(x, scale_factor=4, mode='nearest')
f = torch.load('${net}'); s = torch.load('${optimiser}')
net, ema = Net(), Net()
net.load_state_dict(f['params'], strict=True); ema.load_state_dict(f['params_ema'], strict=True)
adam = torch.optim.Adam(net.parameters(), lr=1e-2, betas=(0.9, 0.99), weight_decay=0.01)
adam.load_state_dict(s['optimizers'][0])
schedule = torch.optim.lr_scheduler.MultiStepLR(adam, [2], 0.5)
schedule.load_state_dict(s['schedulers'][0])
assert s['iter'] == 3
for g in adam.param_groups: g['lr'] = s['schedulers'][0]['_last_lr'][0]
for lq, gt in torch.load('${batches}'):
  schedule.step()
  adam.zero_grad(); F.l1_loss(net(lq), gt).backward(); adam.step()
  with torch.no_grad():
    for a, b in zip(ema.parameters(), net.parameters()): a.mul_(0.5).add_(b, alpha=0.5)
torch.save({'params': net.state_dict(), 'params_ema': ema.state_dict()}, '${result}')
`;
  const { stderr, status } = spawnSync('/usr/bin/python3', ['-c', script], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  for (const [key, name] of [
    ['params', 'net_g'],
    ['params_ema', 'net_g_ema'],
  ] as const) {
    const theirs = await loadStateDict(result!, { key });
    const ours = await trainer.network(name)!.stateDict();
    expect([...theirs.keys()]).toEqual([...ours.keys()]);
    for (const [entry, { data: values }] of ours)
      for (const [i, value] of (values as Float32Array).entries())
        expect(
          Math.abs(value - (theirs.get(entry)!.data as Float32Array)[i]!),
          `${name} ${entry} ${i}`,
        ).toBeLessThan(1e-5);
  }
  for (const { lq, gt } of pairs) {
    lq.dispose();
    gt.dispose();
  }
  trainer.dispose();
});
