import '@srkit/backend-wasm';
import '@tensorflow/tfjs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadStateDict, openCheckpoint, saveSafetensors, writeSafetensors } from '@srkit/checkpoints';
import { ConfigError, DeviceError } from '@srkit/core';
import { loadModel, SRVGGNetCompact } from '@srkit/models';
import { dispose, memory, mul, setBackend, type Tensor4D, tensor1d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { memoryRunFolder, type RecipeInput, type TrainedStep, Trainer, type TrainerOptions } from '..';
import type { Adam } from '../adam';
import type { NamedGradients } from '../named-parameters';
import { DrawnPairs } from '../testing/drawn-pairs';
import { WatchedOptimizer } from './watched-optimizer';

type Options = TrainerOptions<'realesrnet'>;

const compact = {
  kind: 'realesrnet',
  networkG: { type: 'SRVGGNetCompact', numFeat: 4, numConv: 1 },
  totalIter: 6,
  optimG: { lr: 1e-2 },
  schedule: { type: 'multistep', milestones: [3] },
  saveEvery: 2,
  logEvery: 2,
} as const satisfies RecipeInput;

const gan = {
  ...compact,
  kind: 'realesrgan',
  networkD: { type: 'UNetDiscriminatorSN', numFeat: 2 },
  perceptual: null,
  netDIters: 2,
} as const satisfies RecipeInput;

const trained = async (recipe: RecipeInput, options: Partial<Options> = {}) => {
  const trainer = new Trainer(recipe as typeof compact, { data: new DrawnPairs(2, 8), ...options });
  const steps: TrainedStep[] = [];
  for await (const step of trainer) steps.push(step);
  return { trainer, steps };
};

const weightsOf = async ({ trainer }: { trainer: Trainer<'realesrnet'> }) => {
  const state = await trainer.network('net_g')!.stateDict();
  const average = await trainer.network('net_g_ema')!.stateDict();
  trainer.dispose();
  return [...state.values(), ...average.values()].map(({ name, data }) => ({ name, data }));
};

const isEvents = (name: string) => name.startsWith('events/events.out.tfevents.');
const filesOf = (files: ReadonlyMap<string, Uint8Array>) =>
  [...files.keys()].filter((name) => !isEvents(name)).sort();

const logOf = (files: ReadonlyMap<string, Uint8Array>) =>
  new TextDecoder()
    .decode(files.get('log.ndjson'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

beforeAll(async () => {
  await setBackend('srkit-wasm');
});

describe('a training', () => {
  it('lowers its loss, follows its schedule, and leaves models that load', async () => {
    const files = new Map<string, Uint8Array>();
    const before = memory().numTensors;
    const { trainer, steps } = await trained(
      { ...compact, totalIter: 12 },
      { folder: memoryRunFolder(files) },
    );
    expect(steps.map(({ iteration }) => iteration)).toEqual([...Array(12).keys()].map((i) => i + 1));
    expect(steps.at(-1)!.losses!['l_pix']).toBeLessThan(0.8 * steps[0]!.losses!['l_pix']!);
    expect(steps.map(({ learningRates }) => learningRates['net_g']).slice(1, 5)).toEqual([
      0.01, 0.01, 0.005, 0.005,
    ]);
    expect(filesOf(files)).toEqual([
      'log.ndjson',
      'models/net_g_latest.safetensors',
      'states/00000010.safetensors',
      'states/00000012.safetensors',
    ]);
    const events = [...files.keys()].filter(isEvents);
    expect(events).toHaveLength(1);
    const said = new TextDecoder('latin1').decode(files.get(events[0]!));
    for (const tag of ['recipe', 'losses/l_pix', 'losses/grad_norm_g', 'lr/net_g'])
      expect(said).toContain(tag);
    const model = await loadModel(files.get('models/net_g_latest.safetensors')!);
    expect(await model.network.stateDict()).toEqual(await trainer.result!.stateDict());
    model.dispose();
    const losses = logOf(files).filter(({ event }) => event === 'losses');
    expect(losses.map(({ iteration }) => iteration)).toEqual([2, 4, 6, 8, 10, 12]);
    const mean = (steps[2]!.losses!['l_pix']! + steps[3]!.losses!['l_pix']!) / 2;
    expect((losses[1] as { losses: Record<string, number> }).losses['l_pix']).toBeCloseTo(mean, 10);
    trainer.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it.each([
    ['L1', compact],
    ['GAN', gan],
  ] as const)('%s says where the time of an iteration went', async (_, recipe) => {
    const { trainer, steps } = await trained(recipe);
    trainer.dispose();
    for (const { seconds } of steps) {
      const { data, forward, backward, update, step, total } = seconds;
      for (const part of [forward, backward, update]) expect(part).toBeGreaterThan(0);
      expect(forward + backward + update).toBeLessThan(step);
      expect(data + step).toBeLessThan(total);
    }
  });

  it.each([
    ['L1', compact],
    ['GAN', gan],
    ['accumulated', { ...compact, accumulate: 2 }],
    ['recomputed', { ...compact, recompute: true }],
  ] as const)('%s goes on bit for bit from where it was killed', async (_, recipe) => {
    const whole = await weightsOf(await trained({ ...recipe, totalIter: 9 }));
    const files = new Map<string, Uint8Array>();
    // Killed after iteration 5: what was not saved at 4 is gone.
    const killed = new Trainer(recipe as typeof compact, {
      data: new DrawnPairs(2, 8),
      folder: memoryRunFolder(files),
    });
    for await (const { iteration } of killed) if (iteration === 5) break;
    killed.dispose();
    const notes: string[] = [];
    const resumed = await trained(
      { ...recipe, totalIter: 9 },
      { folder: memoryRunFolder(files), onNote: (note) => notes.push(note) },
    );
    expect(resumed.steps[0]!.iteration).toBe(5);
    expect(notes).toEqual(['goes on after iteration 4 (memory/states/00000004.safetensors)']);
    expect(await weightsOf(resumed)).toEqual(whole);
    const iterations = logOf(files).flatMap(({ event, iteration }) =>
      event === 'losses' ? [iteration] : [],
    );
    expect(iterations).toEqual([2, 4, 6, 8, 9]);
  });

  it('counts the seconds of all starts', async () => {
    const files = new Map<string, Uint8Array>();
    const folder = memoryRunFolder(files);
    (await trained({ ...compact, totalIter: 2 }, { folder })).trainer.dispose();
    const name = 'states/00000002.safetensors';
    const state = files.get(name)!;
    const { metadata, close } = await openCheckpoint(state);
    await close();
    const training = JSON.stringify({ ...JSON.parse(metadata['training'] as string), seconds: 1000 });
    const texts = { format: metadata['format'] as string, training };
    files.set(name, writeSafetensors(await loadStateDict(state), { metadata: texts }));
    (await trained({ ...compact, totalIter: 4 }, { folder })).trainer.dispose();
    expect(logOf(files).at(-1)).toMatchObject({ iteration: 4, seconds: expect.any(Number) });
    expect(logOf(files).at(-1)!['seconds']).toBeGreaterThan(1000);
  });

  it('goes on from the state before the last where the last is damaged', async () => {
    const files = new Map<string, Uint8Array>();
    const whole = await weightsOf(await trained(compact, { folder: memoryRunFolder(files) }));
    files.set('states/00000006.safetensors', files.get('states/00000006.safetensors')!.slice(0, 100));
    expect(await weightsOf(await trained(compact, { folder: memoryRunFolder(files) }))).toEqual(whole);
  });

  it('accumulates to the gradients of the whole batch', async () => {
    const whole = await weightsOf(
      await trained({ ...compact, totalIter: 1 }, { data: new Halves(new DrawnPairs(4, 8), 1) }),
    );
    const parts = await weightsOf(
      await trained(
        { ...compact, totalIter: 1, accumulate: 2 },
        { data: new Halves(new DrawnPairs(4, 8), 2) },
      ),
    );
    for (const [i, { data }] of whole.entries())
      for (const [j, value] of (data as Float32Array).entries())
        expect(Math.abs(value - (parts[i]!.data[j] as number))).toBeLessThan(1e-5);
  });

  it('shortens gradients to the norm, and never lengthens them', async () => {
    for (const [clipNorm, expected] of [
      [1, [0.6, 0, 0.8]],
      [10, [3, 0, 4]],
    ] as const) {
      const taken: number[] = [];
      const adam = {
        step: (gradients: NamedGradients) => {
          for (const gradient of gradients.values()) taken.push(...gradient.dataSync());
        },
        dispose: () => undefined,
      } as unknown as Adam;
      const optimizer = new WatchedOptimizer('g', adam, clipNorm);
      const gradients = new Map([
        ['a', tensor1d([3, 0])],
        ['b', tensor1d([4])],
      ]);
      optimizer.step(gradients);
      for (const [i, value] of expected.entries()) expect(taken[i]).toBeCloseTo(value, 5);
      dispose([...gradients.values()]);
      optimizer.dispose();
    }
  });

  it('clips gradients as torch does', async () => {
    const norms = (steps: readonly TrainedStep[]) => steps.map(({ losses }) => losses!['grad_norm_g']!);
    const free = await trained({ ...compact, totalIter: 2 });
    const clipped = await trained({ ...compact, totalIter: 2, clipNorm: 1e-3 });
    expect(norms(clipped.steps)[0]).toBe(norms(free.steps)[0]);
    const state = clipped.trainer.network('net_g')!;
    expect(state).toBeDefined();
    // Adam's first step has the same length whatever the gradient's: only eps tells the two apart.
    expect(await weightsOf(clipped)).not.toEqual(await weightsOf(free));
  });

  it('stops at a signal with everything saved', async () => {
    const files = new Map<string, Uint8Array>();
    const controller = new AbortController();
    const onStep = ({ iteration }: TrainedStep) => iteration === 3 && controller.abort();
    const { trainer } = await trained(compact, {
      folder: memoryRunFolder(files),
      signal: controller.signal,
      onStep,
    });
    expect(trainer.iteration).toBe(3);
    expect(files.has('states/00000003.safetensors')).toBe(true);
    trainer.dispose();
  });

  it('trains what the program brings', async () => {
    const seen: number[] = [];
    const { trainer, steps } = await trained(
      { ...compact, totalIter: 2, networkG: { type: 'none of ours' } },
      {
        parts: {
          generator: () => new SRVGGNetCompact({ numFeat: 2, numConv: 1, actType: 'relu' }),
          pixel: (output, target) => {
            seen.push(output.shape[1]!);
            return mul(output.sub(target).square().mean(), 2);
          },
        },
      },
    );
    expect(seen).toEqual([32, 32]);
    expect(steps[1]!.losses!['l_pix']).toBeGreaterThan(0);
    trainer.dispose();
  });

  it('validates with named metrics, shows previews, and keeps the best', async () => {
    const files = new Map<string, Uint8Array>();
    const drawn = new DrawnPairs(1, 8);
    const values = [3, 5, 4];
    const validation = {
      pictures: () => [
        { name: 'a', batch: drawn.pair(1000) },
        { name: 'b', batch: drawn.pair(1001) },
      ],
      metrics: { psnr: (_: Tensor4D, gt: Tensor4D) => (gt.shape[1] === 32 ? values[0]! : 0) },
    };
    const onStep = ({ validation }: TrainedStep) => validation && values.shift();
    const before = memory().numTensors;
    const { trainer, steps } = await trained(
      { ...compact, validateEvery: 2 },
      { folder: memoryRunFolder(files), validation, onStep },
    );
    expect(steps.flatMap(({ validation }) => (validation ? [validation['psnr']] : []))).toEqual([3, 5, 4]);
    expect(filesOf(files)).toContain('previews/00000006.png');
    const best = await loadStateDict(files.get('models/net_g_best.safetensors')!);
    const latest = await loadStateDict(files.get('models/net_g_latest.safetensors')!);
    expect(best).not.toEqual(latest);
    trainer.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('knows the best of all starts, where less is better too, and keeps every n-th model', async () => {
    const files = new Map<string, Uint8Array>();
    const drawn = new DrawnPairs(1, 8);
    const bestOf = async (totalIter: number, values: readonly number[]) => {
      const left = [...values];
      const validation = {
        pictures: () => [{ name: 'a', batch: drawn.pair(1000) }],
        metrics: { lpips: () => left.shift()! },
        previews: 0,
      };
      const recipe = { ...compact, totalIter, validateEvery: 2, keepEvery: 4 };
      (await trained(recipe, { folder: memoryRunFolder(files), validation })).trainer.dispose();
      const { metadata, close } = await openCheckpoint(files.get('models/net_g_best.safetensors')!);
      await close();
      return Number(metadata['iteration']);
    };
    expect(await bestOf(6, [5, 3, 4])).toBe(4);
    // Worse than the best of the start before.
    expect(await bestOf(8, [4])).toBe(4);
    expect(await bestOf(10, [2])).toBe(10);
    expect(filesOf(files).filter((name) => /models\/net_g_\d/.test(name))).toEqual([
      'models/net_g_4.safetensors',
      'models/net_g_8.safetensors',
    ]);
  });

  it('looks at pictures in evaluation mode, and trains as if it had not looked', async () => {
    const modes: boolean[] = [];
    class Watched extends SRVGGNetCompact {
      override forward(x: Tensor4D): Tensor4D {
        modes.push(this.training);
        return super.forward(x);
      }
    }
    const parts = { generator: () => new Watched({ numFeat: 4, numConv: 1 }, { seed: 1 }) };
    const plain = await weightsOf(await trained(gan, { parts }));
    const training = modes.length;
    expect(modes.every(Boolean)).toBe(true);
    const drawn = new DrawnPairs(1, 8);
    const validation = {
      pictures: () => [{ name: 'a', batch: drawn.pair(1000) }],
      metrics: { psnr: () => 1 },
      previews: 0,
    };
    expect(await weightsOf(await trained({ ...gan, validateEvery: 1 }, { parts, validation }))).toEqual(
      plain,
    );
    expect(modes.slice(training).filter((mode) => !mode)).toHaveLength(compact.totalIter);
  });

  it('ends after its minutes', async () => {
    const { trainer, steps } = await trained(compact, { maxMinutes: 1e-9 });
    expect(steps.length).toBeLessThan(compact.totalIter);
    trainer.dispose();
  });
});

/** Batches of another source, each given in parts. */
class Halves extends DrawnPairs {
  #kept: { lq: Tensor4D; gt: Tensor4D }[] = [];
  constructor(
    readonly source: DrawnPairs,
    readonly parts: number,
  ) {
    super();
  }
  override async next() {
    if (this.#kept.length === 0) {
      const { lq, gt } = await this.source.next();
      const split = (x: Tensor4D) => x.split(this.parts) as Tensor4D[];
      const [lqs, gts] = [split(lq), split(gt)];
      lq.dispose();
      gt.dispose();
      this.#kept = lqs.map((each, i) => ({ lq: each, gt: gts[i]! }));
    }
    return this.#kept.shift()!;
  }
}

describe('trouble', () => {
  it.each(['stop', 'restore'] as const)('not a number in the data: %s', async (onCollapse) => {
    const data = new DrawnPairs(2, 8);
    const next = data.next.bind(data);
    data.next = async () => {
      const batch = await next();
      if (data.position !== 4) return batch;
      const lq = mul(batch.lq, Number.NaN) as Tensor4D;
      batch.lq.dispose();
      return { ...batch, lq };
    };
    const files = new Map<string, Uint8Array>();
    const run = trained(compact, { folder: memoryRunFolder(files), data, onCollapse });
    if (onCollapse === 'stop') {
      await expect(run).rejects.toThrow(
        /iteration 4: l_pix is NaN; \d+ of \d+ gradients of net_g are not finite, the first in 'body\.0\.weight'.*clipNorm.*states\/00000002/,
      );
      expect(filesOf(files)).toContain('states/00000002.safetensors');
      return;
    }
    const { trainer, steps } = await run;
    expect(steps.map(({ iteration }) => iteration)).toEqual([1, 2, 3, 3, 4, 5, 6]);
    expect(data.position).toBe(8);
    trainer.dispose();
  });

  it.each(['stop', 'restore'] as const)(
    'a weight that is no number is never saved: %s',
    async (onCollapse) => {
      // The rate makes weights of iteration 4 infinite, whose losses were finite.
      const files = new Map<string, Uint8Array>();
      const broken = {
        ...compact,
        optimG: { lr: 1e-2 },
        schedule: { type: 'multistep' as const, milestones: [3], gamma: 1e42 },
      };
      const notes: string[] = [];
      const run = trained(broken as RecipeInput, {
        folder: memoryRunFolder(files),
        onCollapse,
        onNote: (note) => notes.push(note),
      });
      await expect(run).rejects.toThrow(
        /iteration 4: net_g is broken, so nothing was saved; \d+ of \d+ weights of net_g are not finite, the first in 'body\.0\.weight'.*Lower the learning rate.*states\/00000002/,
      );
      expect(filesOf(files).filter((name) => name.startsWith('states/'))).toEqual([
        'states/00000002.safetensors',
      ]);
      // The same rates lead to the same end, three times.
      expect(notes.filter((note) => note.includes('Went back to iteration 2'))).toHaveLength(
        onCollapse === 'stop' ? 0 : 3,
      );
    },
  );

  it('goes back as often as it must, as long as it gets on in between', async () => {
    const data = new DrawnPairs(2, 8);
    const next = data.next.bind(data);
    let broken = 0;
    data.next = async () => {
      const batch = await next();
      // Once after every state.
      if (data.position % 3 !== 0) return batch;
      broken++;
      const lq = mul(batch.lq, Number.NaN) as Tensor4D;
      batch.lq.dispose();
      return { ...batch, lq };
    };
    const recipe = { ...compact, totalIter: 10 };
    const { trainer } = await trained(recipe, { folder: memoryRunFolder(), data, onCollapse: 'restore' });
    expect([trainer.iteration, broken]).toEqual([10, expect.any(Number)]);
    expect(broken).toBeGreaterThan(3);
    trainer.dispose();
  });

  it('colours that drift are told', async () => {
    const notes: string[] = [];
    const { trainer } = await trained(
      { ...compact, totalIter: 500, saveEvery: 1000, logEvery: 100, optimG: { lr: 0 }, emaDecay: 0 },
      {
        data: new DrawnPairs(1, 2),
        onNote: (note) => notes.push(note),
        parts: {
          generator: () => {
            const network = new SRVGGNetCompact({ numFeat: 1, numConv: 1 });
            // Its last layer adds a constant to red.
            const [, bias] = [...network.namedParameters()].at(-1)!;
            bias.load(Float32Array.from({ length: 48 }, (_, i) => (i < 16 ? 0.4 : 0)));
            return network;
          },
        },
      },
    );
    trainer.dispose();
    expect(notes.filter((note) => note.startsWith('colours drift'))).toHaveLength(1);
  });

  it('a device that is full says what helps a training, and leaves nothing', async () => {
    class Full extends SRVGGNetCompact {
      override forward(): never {
        throw new DeviceError('E_DEVICE_MEMORY', 'The device is full.');
      }
    }
    const before = memory().numTensors;
    const trainer = new Trainer(compact, {
      data: new DrawnPairs(2, 8),
      parts: { generator: () => new Full({ numFeat: 4, numConv: 1 }) },
    });
    const steps = async (): Promise<void> => {
      for await (const _ of trainer);
    };
    await expect(steps()).rejects.toThrow(
      /^The device is full\. In a training: halve the batch and set accumulate.*recompute/,
    );
    trainer.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('another recipe in the folder is refused with the differences', async () => {
    const folder = memoryRunFolder();
    (await trained({ ...compact, totalIter: 2 }, { folder })).trainer.dispose();
    await expect(trained({ ...compact, optimG: { lr: 1e-3 } }, { folder })).rejects.toThrow(
      /optimG\.lr: 0\.01, now 0\.001$/,
    );
    await expect(trained(compact, { folder, resume: 'never' })).rejects.toThrow(/holds a training already/);
  });

  it('data that ends in the middle leaves everything until there, from which training goes on bit for bit', async () => {
    const whole = await weightsOf(await trained(compact));
    const folder = memoryRunFolder();
    const data = new DrawnPairs(2, 8);
    const next = data.next.bind(data);
    data.next = async () => {
      if (data.position === 3) throw new Error("'b.png' is gone");
      return next();
    };
    const before = memory().numTensors;
    const trainer = new Trainer<'realesrnet'>({ ...compact, accumulate: 1 }, { data, folder });
    await expect(trainer.run()).rejects.toThrow("'b.png' is gone");
    trainer.dispose();
    expect(memory().numTensors).toBe(before);
    const { steps, trainer: resumed } = await trained(compact, { folder });
    expect(steps[0]!.iteration).toBe(4);
    expect(await weightsOf({ trainer: resumed })).toEqual(whole);
  });

  it('a full disk leaves the states before it', async () => {
    const files = new Map<string, Uint8Array>();
    const folder = memoryRunFolder(files);
    const full = {
      ...folder,
      write: async (name: string, data: Uint8Array | string) => {
        if (name === 'states/00000004.safetensors')
          throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
        await folder.write(name, data);
      },
    };
    await expect(trained(compact, { folder: full })).rejects.toThrow(
      /no space left.*whole: memory\/states\/00000002/,
    );
    const { trainer, steps } = await trained(compact, { folder });
    expect(steps[0]!.iteration).toBe(3);
    trainer.dispose();
  });

  it.each([
    [{ ...compact, totalIters: 3 }, /did you mean totalIter\?/],
    [{ ...compact, optimG: { lrr: 3 } }, /recipe\.optimG: there is no option 'lrr'; did you mean lr\?/],
    [{ ...compact, schedule: { type: 'multistep', milestone: [1] } }, /did you mean milestones\?/],
    [{ ...compact, totalIter: 0 }, /recipe\.totalIter is 0, expected an integer of at least 1/],
    [{ ...compact, kind: 'esrgan' }, /kind is "esrgan", expected one of realesrnet, realesrgan/],
    [{ kind: 'realesrnet', networkG: compact.networkG }, /recipe\.totalIter is missing/],
  ])('a recipe that is wrong: %#', (recipe, message) => {
    const make = () => new Trainer(recipe as typeof compact, { data: new DrawnPairs() });
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  });

  it('a network or loss that is not there is named before anything starts', async () => {
    await expect(trained({ ...compact, networkG: { type: 'SRVGG' } })).rejects.toThrow(
      /'SRVGG', expected one of RRDBNet/,
    );
    const started = { ...compact, pretrainG: { path: 'nowhere.pth' } };
    await expect(trained(started)).rejects.toThrow(
      /start from are not there: 'nowhere\.pth'.*pretrain_network_g=~ starts from random/,
    );
    const folder = await mkdtemp(join(tmpdir(), 'srkit-start-'));
    const other = join(folder, 'other.safetensors');
    const network = new SRVGGNetCompact({ numFeat: 2, numConv: 1, upscale: 2 });
    await saveSafetensors(other, await network.stateDict());
    network.dispose();
    await expect(trained({ ...compact, pretrainG: { path: other } })).rejects.toThrow(
      `'${other}': SRVGGNetCompact: the state_dict does not fit.`,
    );
    await rm(folder, { recursive: true });
    await expect(trained({ ...gan, perceptual: {} } as RecipeInput)).rejects.toThrow(/vgg19-dcbb9e9d\.pth/);
  });
});
