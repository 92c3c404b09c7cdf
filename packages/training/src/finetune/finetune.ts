import { type StateDict, writeSafetensors } from '@srkit/checkpoints';
import { ConfigError, crc32, type Raster, refuseUnknownKeys } from '@srkit/core';
import { DataLoader } from '@srkit/datasets';
import { describeProtocol, psnr, resizeBicubic } from '@srkit/metrics';
import {
  DEFAULT_MODEL_NAME,
  findShippedModel,
  type LoadedModel,
  loadModel,
  type NetworkSource,
} from '@srkit/models';
import { loaderBatches } from '../data/loader-batches';
import { stackPictures } from '../data/sample-batches';
import type { RecipeInput } from '../recipes/recipe';
import type { PairBatch } from '../steps/real-esrnet-step';
import type { BatchSource } from '../trainer/batch-source';
import type { RunFolder } from '../trainer/run-folder';
import { type TrainedStep, Trainer } from '../trainer/trainer';
import { TrainingError } from '../trainer/training-error';
import type { Validation } from '../trainer/validate';
import {
  type ComparedCrop,
  type Contender,
  compareCrops,
  enlarge,
  type HeldOutPair,
  meanPsnr,
  protocolOf,
} from './compare';
import { type Degrade, type FinetuneDegradation, type MakePair, pairMakers } from './make-pair';
import { measureSeconds } from './measure-seconds';
import { patchDataset } from './patch-dataset';
import { cutPhotos, type Patches, type Photo } from './photo-patches';

/**
 * What is adapted where no model is named. It has learned from originals, as the adaptation does; the default for photos has
 * learned what a teacher draws, and would be taught out of it.
 */
const ADAPTED_MODEL = 'srkit-compact-x4';

export interface FinetuneOptions {
  /**
   * The model to adapt: the name of one that ships (`psnr`), or what `loadModel` takes. Default, or `default`:
   * `srkit-compact-x4`.
   */
  readonly from?: NetworkSource | undefined;
  /** Name of the model. Default: as `loadModel` calls it. That of a model that ships says what it is for. */
  readonly name?: string | undefined;
  /** How long to train, in minutes; measured at the start. Default 20. */
  readonly minutes?: number | undefined;
  /** How long to train, in iterations, instead of minutes. */
  readonly iterations?: number | undefined;
  /** What LQ pictures are made by. Default: what a model that ships is for; `photo` for others. */
  readonly degradation?: FinetuneDegradation | undefined;
  /** Who degrades. Default: this thread, on tfjs's current backend. */
  readonly degrade?: Degrade | undefined;
  /** Pairs of an iteration. Default 8. */
  readonly batchSize?: number | undefined;
  /** Side of the ground truth of a pair, in pixels. Default 192. */
  readonly cropSize?: number | undefined;
  /** Learning rate at the start; it falls along half a cosine. Default 2e-4. */
  readonly lr?: number | undefined;
  /** Unsigned 32-bit integer that decides held-out crops, order and draws. Default 0. */
  readonly seed?: number | undefined;
  /** Where states, logs and previews go, from which the same call goes on. Without it nothing is kept. */
  readonly folder?: RunFolder | undefined;
  /** Ends training after the iteration that runs, with everything saved; what was read before is left at once. */
  readonly signal?: AbortSignal | undefined;
  /** Ends this call after so many minutes of training in the same way. */
  readonly maxMinutes?: number | undefined;
  /** Sentences for people. */
  readonly onNote?: ((note: string) => void) | undefined;
  /** Called after each photo that was read. */
  readonly onPhoto?: ((done: number, total: number) => void) | undefined;
}

const OPTIONS = [
  'from',
  'name',
  'minutes',
  'iterations',
  'degradation',
  'degrade',
  'batchSize',
  'cropSize',
  'lr',
  'seed',
  'folder',
  'signal',
  'maxMinutes',
  'onNote',
  'onPhoto',
] as const satisfies readonly (keyof FinetuneOptions)[];

/** What will be trained, and on what. */
export interface FinetunePlan {
  /** Name of the model that is adapted. */
  readonly from: string;
  readonly scale: number;
  readonly iterations: number;
  /** Of an iteration, where it was measured. */
  readonly seconds: number | undefined;
  readonly degradation: FinetuneDegradation;
  readonly batchSize: number;
  readonly cropSize: number;
  readonly lr: number;
  readonly seed: number;
  /** Pieces of photos that are trained on. */
  readonly pieces: number;
  readonly heldOut: number;
  /** Mean PSNR in dB on the held-out crops that validation looks at, of the model as it is and of bicubic. */
  readonly psnr: Readonly<Record<'before' | 'bicubic', number>>;
}

/** What a fine-tuning came to, on crops that it never saw. */
export interface FinetuneOutcome {
  readonly iteration: number;
  readonly iterations: number;
  /** How PSNR was measured, in words. */
  readonly protocol: string;
  /** Mean PSNR in dB of the held-out crops that went through the process; null where there is only the reduction. */
  readonly degraded: Readonly<Record<Contender, number>> | null;
  /** The same for the crops that bicubic reduced and nothing else. */
  readonly clean: Readonly<Record<Contender, number>>;
  /** After less before, in dB, both kinds weighed as in training. */
  readonly gain: number;
  /** Whether the gain is worth replacing the model: at least `LEAST_GAIN`. */
  readonly gained: boolean;
  /** The crops as they were made worse, or the clean ones. */
  readonly crops: readonly ComparedCrop[];
}

/** Less than this many dB is not seen, and may be chance. */
export const LEAST_GAIN = 0.05;

/** Iterations that are the least there is to learn something in. */
const LEAST_ITERATIONS = 10;
/** Of the minutes: the rest goes into validation and saving. */
const TRAINING_SHARE = 0.95;
const VALIDATIONS = 10;
/** Seconds between two states. */
const SAVE_SECONDS = 60;
const PLAN = 'finetune.json';

/** Held-out crops and what the model before makes of them. */
interface Measured {
  readonly pairs: readonly HeldOutPair[];
  readonly before: readonly Raster[];
}

/** What there is once photos are read and the model is loaded. */
interface Prepared {
  readonly model: LoadedModel;
  readonly weights: StateDict;
  readonly patches: Patches;
  readonly degraded: Measured;
  readonly clean: Measured;
  readonly cleanShare: number;
  readonly data: () => BatchSource<PairBatch>;
  readonly plan: FinetunePlan;
  readonly identity: Readonly<Record<string, unknown>>;
}

const number = (name: string, value: number, least: number, most: number, whole: boolean): number => {
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new ConfigError(
    'E_CONFIG_FINETUNE',
    `finetune: ${name} is ${value}, expected ${whole ? 'an integer' : 'a number'} in ${least}..${most}.`,
  );
};

const digestOf = (state: StateDict): number => {
  let digest = 0;
  for (const [name, { data }] of state) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    digest = crc32(new TextEncoder().encode(`${digest} ${name} ${crc32(bytes)}`));
  }
  return digest;
};

const differences = (before: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>) =>
  Object.keys(now)
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]))
    .map((key) => `${key}: ${JSON.stringify(before[key]) ?? 'none'}, now ${JSON.stringify(now[key])}`);

/** Adapts a model to photos; see `finetune`. */
export class Finetuning implements AsyncIterable<TrainedStep> {
  readonly #photos: readonly Photo[];
  readonly #options: FinetuneOptions;
  #prepared: Prepared | undefined;
  #trainer: Trainer<'realesrnet'> | undefined;
  #data: BatchSource<PairBatch> | undefined;

  /** @throws ConfigError for an option that is unknown or out of range. */
  constructor(photos: readonly Photo[], options: FinetuneOptions = {}) {
    refuseUnknownKeys('finetune', options, OPTIONS);
    const { minutes = 20, iterations = LEAST_ITERATIONS, batchSize = 8, lr = 0, seed = 0 } = options;
    number('minutes', minutes, 0.01, 1e6, false);
    number('iterations', iterations, 1, 2 ** 31 - 1, true);
    number('batchSize', batchSize, 1, 4096, true);
    number('lr', lr, 0, 1, false);
    number('seed', seed, 0, 0xffffffff, true);
    this.#photos = photos;
    this.#options = options;
  }

  /**
   * Loads the model, reads the photos, and decides how long to train; the iterator does it by itself.
   *
   * @throws DatasetError where the photos do not do; CheckpointError where the model cannot be had; TrainingError where the
   *   folder holds another fine-tuning.
   */
  async prepare(): Promise<FinetunePlan> {
    this.#prepared ??= await this.#prepare();
    return this.#prepared.plan;
  }

  async #prepare(): Promise<Prepared> {
    const { from = ADAPTED_MODEL, name, signal, onNote, onPhoto, degrade } = this.#options;
    const { batchSize = 8, cropSize = 192, lr = 2e-4, seed = 0, folder } = this.#options;
    const named = findShippedModel(from === 'default' ? ADAPTED_MODEL : String(from));
    const model = await loadModel(named?.url() ?? from, { name: name ?? named?.name, signal });
    const shipped = findShippedModel(model.name);
    try {
      const { scale, inChannels, outChannels } = model.network;
      if (inChannels !== 3 || outChannels !== 3) {
        throw new ConfigError(
          'E_CONFIG_FINETUNE',
          `finetune: ${model.name} maps ${inChannels} channels to ${outChannels}, expected RGB to RGB. Choose another model.`,
        );
      }
      const multiple = scale * model.network.inputMultiple;
      number('cropSize', cropSize, 8 * multiple, 4096, true);
      if (cropSize % multiple !== 0) {
        throw new ConfigError(
          'E_CONFIG_FINETUNE',
          `finetune: cropSize is ${cropSize}, expected a multiple of ${multiple} for ${model.name}.`,
        );
      }
      const { degradation = shipped?.purpose ?? 'photo' } = this.#options;
      const makers = pairMakers(degradation, scale, cropSize, degrade);
      const patches = await cutPhotos(this.#photos, { side: cropSize, seed, signal, onRead: onPhoto });
      for (const note of patches.notes) onNote?.(note);
      if (!shipped || shipped.name === DEFAULT_MODEL_NAME)
        onNote?.(
          'learns by L1 alone: a model that draws sharper than that, as those of a GAN or of a teacher do, becomes smoother, which PSNR calls a gain',
        );
      const measured = async (make: MakePair | undefined): Promise<Measured> => {
        const pairs: HeldOutPair[] = [];
        const before: Raster[] = [];
        for (const [i, { name, picture }] of make ? patches.heldOut.entries() : []) {
          const pair = await make!(picture, (seed + i) >>> 0, { signal });
          pairs.push({ name, ...pair });
          before.push(await enlarge(model.network, pair.lq));
        }
        return { pairs, before };
      };
      const set = patchDataset(patches.training, cropSize, makers.mixed);
      const enlargeSet = Math.max(1, Math.ceil(batchSize / set.length));
      const data = (): BatchSource<PairBatch> =>
        loaderBatches(
          async (start) => new DataLoader(set, { batchSize, seed, enlarge: enlargeSet, from: start }),
          (samples) => ({
            lq: stackPictures(samples.map(({ lq }) => lq)),
            gt: stackPictures(samples.map(({ gt }) => gt)),
          }),
        );
      const weights = await model.network.stateDict();
      const { minutes = 20, iterations } = this.#options;
      const identity = {
        model: digestOf(weights),
        photos: patches.digest,
        degradation,
        batchSize,
        cropSize,
        lr,
        seed,
        ...(iterations === undefined ? { minutes } : { iterations }),
      };
      const facts = {
        from: model.name,
        scale,
        degradation,
        batchSize,
        cropSize,
        lr,
        seed,
        pieces: patches.training.length,
        heldOut: patches.heldOut.length,
      };
      const found = await this.#found(folder, identity);
      let length = found ?? { iterations: iterations as number, seconds: undefined };
      if (!found && iterations === undefined) {
        const recipe = recipeOf({ ...facts, iterations: LEAST_ITERATIONS, seconds: undefined }, model);
        const seconds = await measureSeconds(recipe, weights, data(), signal);
        const fitting = Math.round((minutes * 60 * TRAINING_SHARE) / seconds);
        length = { iterations: Math.max(LEAST_ITERATIONS, fitting), seconds };
      }
      const [degraded, clean] = [await measured(makers.degraded), await measured(makers.clean)];
      return {
        model,
        weights,
        patches,
        degraded,
        clean,
        cleanShare: makers.cleanShare,
        data,
        identity,
        plan: { ...facts, ...length, psnr: await psnrBefore(watched({ degraded, clean }), scale) },
      };
    } catch (error) {
      model.dispose();
      throw error;
    }
  }

  /** What an earlier start in this folder decided. */
  async #found(
    folder: RunFolder | undefined,
    identity: Prepared['identity'],
  ): Promise<Pick<FinetunePlan, 'iterations' | 'seconds'> | undefined> {
    const bytes = await folder?.read(PLAN);
    if (!folder || !bytes) return undefined;
    const stored = JSON.parse(new TextDecoder().decode(bytes)) as {
      identity: Record<string, unknown>;
      iterations: number;
      seconds?: number;
    };
    const other = differences(stored.identity, identity);
    if (other.length > 0) {
      throw new TrainingError(
        'E_TRAINING_RECIPE',
        `${folder.label} holds another fine-tuning. Choose another folder, or give the same photos and values:\n  ${other.join('\n  ')}`,
      );
    }
    return { iterations: stored.iterations, seconds: stored.seconds };
  }

  /** Trains iteration by iteration, as `Trainer` does; breaking off the loop saves nothing more. */
  async *[Symbol.asyncIterator](): AsyncGenerator<TrainedStep, void, undefined> {
    const plan = await this.prepare();
    const prepared = this.#prepared as Prepared;
    const { folder, signal, maxMinutes, onNote } = this.#options;
    if (!this.#trainer) {
      const { iterations, seconds } = plan;
      await folder?.write(
        PLAN,
        `${JSON.stringify({ identity: prepared.identity, iterations, seconds }, undefined, 2)}\n`,
      );
      this.#data = prepared.data();
      this.#trainer = new Trainer(recipeOf(plan, prepared.model), {
        data: this.#data,
        folder,
        validation: validationOf(prepared, plan.scale),
        parts: { weights: prepared.weights },
        signal,
        maxMinutes,
        onNote,
      });
    }
    yield* this.#trainer;
  }

  /** The adapted network; this object's, until `dispose`. Undefined before the start. */
  get network() {
    return this.#trainer?.result as LoadedModel['network'] | undefined;
  }

  /** Compares with the model before, on the held-out crops; also where training ended early. */
  async outcome(): Promise<FinetuneOutcome> {
    const { network } = this;
    if (!network || !this.#prepared || !this.#trainer) {
      throw new ConfigError('E_CONFIG_FINETUNE', 'finetune: nothing was trained yet. Iterate first.');
    }
    const { plan, degraded, clean, cleanShare } = this.#prepared;
    const compare = ({ pairs, before }: Measured) => compareCrops(pairs, before, network, plan.scale);
    const [worse, reduced] = [await compare(degraded), await compare(clean)];
    const means = { degraded: worse.length > 0 ? meanPsnr(worse) : null, clean: meanPsnr(reduced) };
    const gainOf = (psnr: Readonly<Record<Contender, number>> | null): number =>
      psnr ? psnr.after - psnr.before : 0;
    const gain = cleanShare * gainOf(means.clean) + (1 - cleanShare) * gainOf(means.degraded);
    return {
      iteration: this.#trainer.iteration,
      iterations: plan.iterations,
      protocol: `PSNR, ${describeProtocol(protocolOf(plan.scale))}`,
      ...means,
      gain,
      gained: gain >= LEAST_GAIN,
      crops: worse.length > 0 ? worse : reduced,
    };
  }

  /** The adapted model as a file with official names, which `loadModel` and `srkit upscale --model` take. */
  async file(metadata: Readonly<Record<string, string>> = {}): Promise<Uint8Array> {
    const { network } = this;
    if (!network) {
      throw new ConfigError('E_CONFIG_FINETUNE', 'finetune: nothing was trained yet. Iterate first.');
    }
    return writeSafetensors(await network.stateDict(), { metadata: { trainedWith: 'srkit', ...metadata } });
  }

  /** Frees the networks; not the folder. */
  async dispose(): Promise<void> {
    this.#trainer?.dispose();
    await this.#data?.dispose?.();
    this.#prepared?.model.dispose();
    this.#prepared = undefined;
    this.#trainer = undefined;
  }
}

/** The crops that validation looks at: those that went through the process, where there is one. */
const watched = ({ degraded, clean }: Pick<Prepared, 'degraded' | 'clean'>): Measured =>
  degraded.pairs.length > 0 ? degraded : clean;

const psnrBefore = async ({ pairs, before }: Measured, scale: number): Promise<FinetunePlan['psnr']> => {
  const mean = async (pictureOf: (pair: HeldOutPair, i: number) => Raster): Promise<number> => {
    let sum = 0;
    for (const [i, pair] of pairs.entries())
      sum += await psnr(pictureOf(pair, i), pair.gt, protocolOf(scale));
    return sum / pairs.length;
  };
  return {
    before: await mean((_, i) => before[i]!),
    bicubic: await mean(({ lq }) => resizeBicubic(lq, scale)),
  };
};

const recipeOf = (
  plan: Omit<FinetunePlan, 'pieces' | 'heldOut' | 'psnr'>,
  { architecture }: LoadedModel,
): Extract<RecipeInput, { kind: 'realesrnet' }> => {
  const { iterations, seconds, from, scale, seed, lr } = plan;
  const every = (count: number): number => Math.max(1, Math.ceil(iterations / count));
  return {
    kind: 'realesrnet',
    name: `${from} fine-tuned`,
    scale,
    seed,
    totalIter: iterations,
    networkG: { type: architecture.name, ...architecture.config },
    optimG: { lr },
    schedule: { type: 'cosine', periods: [iterations] },
    // The average looks back over a tenth of the training at most, so that it leaves the start behind.
    emaDecay: Math.min(0.999, Math.max(0, 1 - 10 / iterations)),
    logEvery: every(100),
    validateEvery: every(VALIDATIONS),
    saveEvery: Math.max(1, Math.min(every(2), seconds ? Math.ceil(SAVE_SECONDS / seconds) : every(20))),
  };
};

const validationOf = (prepared: Prepared, scale: number): Validation<PairBatch> => ({
  *pictures() {
    for (const { name, lq, gt } of watched(prepared).pairs)
      yield { name, batch: { lq: stackPictures([lq]), gt: stackPictures([gt]) } };
  },
  metrics: { psnr: (output, gt) => psnr(output, gt, protocolOf(scale)) },
});

/**
 * Adapts a model to photos: pairs are made of random crops on the way, and what was gained is measured on crops that are
 * never trained on. An async iterator of iterations, in Node and in a page, on any backend with gradients
 * (`@tensorflow/tfjs` must be imported).
 *
 * ```ts
 * const tuning = finetune(photos, { minutes: 10, signal });
 * for await (const { iteration, eta } of tuning) show(iteration, eta);
 * const { gain, gained, crops } = await tuning.outcome();
 * if (gained) offer(await tuning.file());
 * await tuning.dispose();
 * ```
 *
 * With a `folder` the same call goes on where training ended, bit for bit on CPU backends, and is refused for other photos or
 * values.
 */
export const finetune = (photos: readonly Photo[], options: FinetuneOptions = {}): Finetuning =>
  new Finetuning(photos, options);
