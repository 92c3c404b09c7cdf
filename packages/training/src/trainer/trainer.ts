import { writeSafetensors } from '@srkit/checkpoints';
import { DeviceError } from '@srkit/core';
import type { Module } from '@srkit/nn';
import { limitDerivedData } from '@srkit/ops';
import { getBackend, type Tensor4D } from '@tensorflow/tfjs-core';
import { AdversaryGuard } from '../guards/adversary-guard';
import { ColourGuard } from '../guards/colour-guard';
import { type OfficialStart, readOfficialState } from '../official/read-official-state';
import { parseRecipe, type Recipe, type RecipeInput, type RecipeKind } from '../recipes/recipe';
import type { LrSchedule } from '../schedules/lr-schedule';
import { LossLog, type LossValues, readLogs } from '../steps/step';
import type { BatchSource, Json } from './batch-source';
import { brokenWeights } from './broken-weights';
import { type BatchOf, createTask, type PartsOf } from './create-task';
import { Pace, type Pause, type StepSeconds } from './pace';
import { encodePreview } from './preview-grid';
import { recipeDifferences } from './recipe-differences';
import type { RunFolder } from './run-folder';
import { RunLog } from './run-log';
import { scheduleOf } from './schedule-of';
import type { TrainingTask } from './task';
import { TrainingError } from './training-error';
import { type ReadState, readState, restoreTask, writeState } from './training-state';
import { disposeBatch, type Validation, validate } from './validate';

/** States that are kept: the last, and the one before it should the last turn out to be damaged. */
const KEPT_STATES = 2;
/** How often training goes back to one state before it gives up. */
const MOST_RESTORES = 3;
/** Iterations between two readings on a device that computes beside the program. */
const READ_EVERY_ON_DEVICES = 10;
const LOWER_IS_BETTER = ['lpips', 'dists', 'niqe'] as const;

/** One iteration that is done. */
export interface TrainedStep {
  /** Counts from 1 and goes on after a resume. */
  readonly iteration: number;
  /** Losses of this iteration by their official names, and norms of gradients; undefined while they are not read yet. */
  readonly losses: LossValues | undefined;
  /** Of the networks' first parameter groups, by network. */
  readonly learningRates: Readonly<Record<string, number>>;
  readonly seconds: StepSeconds;
  /** Seconds until the last iteration; undefined at the start. */
  readonly eta: number | undefined;
  /** Metrics, where the validation pictures were looked at. */
  readonly validation: Readonly<Record<string, number>> | undefined;
  /** The state file that was written, where one was. */
  readonly saved: string | undefined;
}

export interface TrainerOptions<Kind extends RecipeKind> {
  /** Where batches come from; the caller's to dispose. */
  readonly data: BatchSource<BatchOf[Kind]>;
  /** Where states, models, logs and previews go; `openRunFolder` of `@srkit/training/node`. Without it nothing is kept. */
  readonly folder?: RunFolder | undefined;
  /** Pictures that are looked at now and then; for networks that give pictures. */
  readonly validation?: Validation<BatchOf[Kind]> | undefined;
  /** Networks and losses of your own instead of the recipe's. */
  readonly parts?: PartsOf[Kind] | undefined;
  /** Ends training after the iteration that runs: everything is saved, and nothing is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Ends training after so many minutes in the same way. */
  readonly maxMinutes?: number | undefined;
  /**
   * Files of the official codes that a training goes on from whose folder has no state yet: weights, average, moments and
   * iteration; rates follow from the recipe.
   */
  readonly from?: OfficialStart | undefined;
  /** `auto` (default): goes on from the last state in the folder, if there is one. `never`: refuses a folder with states. */
  readonly resume?: 'auto' | 'never' | undefined;
  /**
   * When a loss, gradient or weight is no finite number: `stop` (default) throws; `restore` goes back to the last state in the
   * folder and on with other batches, three times at most.
   */
  readonly onCollapse?: 'stop' | 'restore' | undefined;
  /**
   * Iterations between two readings of losses and gradient norms. Default 1 on CPUs, and 10 on WebGPU, where each reading
   * waits for the device. Between them a loss that is not finite is not noticed.
   */
  readonly readEvery?: number | undefined;
  /** Called after each iteration, as the iterator gives it. */
  readonly onStep?: ((step: TrainedStep) => void) | undefined;
  /** Sentences for people: what was resumed, what is not there, warnings. */
  readonly onNote?: ((note: string) => void) | undefined;
}

type AnyBatch = BatchOf[RecipeKind];

/** What exists while training runs. */
interface Session {
  readonly task: TrainingTask<AnyBatch>;
  readonly schedule: LrSchedule;
  readonly log: RunLog;
  readonly adversaries: AdversaryGuard;
  readonly colours: ColourGuard;
}

/** What a full device says, with what helps a training; other errors as they are. */
const withLessMemory = (error: unknown): unknown =>
  error instanceof DeviceError && error.code === 'E_DEVICE_MEMORY'
    ? new DeviceError(
        error.code,
        `${error.message} In a training: halve the batch and set accumulate (train.accumulate) to 2, which is the same batch in two parts, or set recompute (train.recompute).`,
        { cause: error },
      )
    : error;

/**
 * Trains networks as a recipe says: iterations with accumulation, clipping, schedules and averages, logs, validation,
 * checkpoints, and exact resume. It runs where it is asked for its iterations:
 *
 * ```ts
 * for await (const { iteration, losses } of new Trainer(recipe, { data, folder })) console.log(iteration, losses);
 * ```
 *
 * Everything that decides what comes next is in the folder's last state: weights, optimisers, average, position of the
 * source. A training that was killed and goes on from it gives the parameters of one that was not; on CPU backends bit
 * for bit.
 */
export class Trainer<Kind extends RecipeKind = RecipeKind> implements AsyncIterable<TrainedStep> {
  readonly recipe: Recipe;
  readonly #options: TrainerOptions<Kind>;
  #session: Session | undefined;
  #iteration = 0;
  #best: { readonly value: number; readonly iteration: number } | null = null;
  #seconds = 0;
  #saved: string | undefined;
  #restores = 0;
  /** Logs of iterations that are not read yet. */
  #unread: { readonly iteration: number; readonly log: LossLog }[] = [];
  /** Losses since they were logged last. */
  #sums = new Map<string, { sum: number; count: number }>();

  /** @throws ConfigError for a recipe that is none. */
  constructor(recipe: Extract<RecipeInput, { readonly kind: Kind }>, options: TrainerOptions<Kind>) {
    this.recipe = parseRecipe(recipe);
    this.#options = options;
  }

  /** Iterations done. */
  get iteration(): number {
    return this.#iteration;
  }

  /** A network by the name of its files, `net_g` or `net_g_ema`; the trainer's, until `dispose`. Undefined before the start. */
  network(name: string): Module | undefined {
    return this.#session?.task.networks[name];
  }

  /** The network that is saved for use: the average, where there is one. Undefined before the start. */
  get result(): Module | undefined {
    return this.#session && this.network(this.#session.task.result);
  }

  /** Runs to the end. @returns iterations done. */
  async run(): Promise<number> {
    for await (const _ of this);
    return this.#iteration;
  }

  /**
   * Runs iteration by iteration; breaking off the loop saves nothing more.
   *
   * @throws ConfigError where the folder holds another training or a network does not fit; TrainingError where losses are no
   *   numbers, or a state cannot be written; what the source throws.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<TrainedStep, void, undefined> {
    await this.start();
    const { signal, maxMinutes = Number.POSITIVE_INFINITY } = this.#options;
    const until = performance.now() + maxMinutes * 60_000;
    const pace = new Pace();
    let saved = this.#iteration;
    let ended = performance.now();
    try {
      while (this.#iteration < this.recipe.totalIter && !signal?.aborted && performance.now() < until) {
        const before = performance.now();
        const parts = await this.#parts().catch(async (error: unknown) => {
          // What was learned until here is not lost with the data.
          await this.#read(true);
          if (this.#iteration > saved) await this.#save();
          throw error;
        });
        const loaded = performance.now();
        await this.#look(parts);
        const spent = this.#iterate(parts);
        const iteration = this.#iteration;
        const last = iteration === this.recipe.totalIter;
        const losses = await this.#read(last);
        if (this.#iteration < iteration) continue;
        const stepped = performance.now();
        const validation = await this.#validate(last);
        const validated = performance.now();
        const due = iteration % this.recipe.saveEvery === 0 || last;
        const file = due ? await this.#save() : undefined;
        if (this.#iteration < iteration) continue;
        if (due) saved = iteration;
        const now = performance.now();
        const seconds = {
          data: (loaded - before) / 1000,
          ...spent,
          step: (stepped - loaded) / 1000,
          total: (now - ended) / 1000,
        };
        if (validation) pace.paused('validate', (validated - stepped) / 1000);
        if (file !== undefined) pace.paused('save', (now - validated) / 1000);
        // What the caller does between two iterations takes its time as well.
        pace.tick((stepped - ended) / 1000);
        ended = now;
        this.#seconds += seconds.total;
        const step = {
          iteration,
          losses,
          learningRates: this.#rates(),
          seconds,
          eta: pace.eta(this.recipe.totalIter - iteration, this.#pausesLeft()),
          validation,
          saved: file,
        };
        this.#options.onStep?.(step);
        yield step;
      }
      await this.#read(true);
      if (this.#iteration > saved) await this.#save();
    } finally {
      for (const { log } of this.#unread) log.dispose();
      this.#unread = [];
    }
  }

  /** Builds or resumes everything, without an iteration; the iterator does it by itself. */
  async start(): Promise<void> {
    if (this.#session) return;
    const { recipe } = this;
    const { folder, data, parts = {}, from, onNote } = this.#options;
    const kept = await this.#lastState();
    const task = await createTask(recipe, parts as PartsOf[RecipeKind], !kept && !from);
    const session = {
      task,
      schedule: scheduleOf(recipe),
      log: new RunLog(folder),
      adversaries: new AdversaryGuard(recipe.kind === 'realesrgan' ? recipe.gan.type : 'wgan'),
      colours: new ColourGuard(),
    };
    try {
      const official = async (start: OfficialStart): Promise<ReadState> => {
        const read = await readOfficialState(recipe, start, task.networks, (note) => onNote?.(note));
        onNote?.(`goes on after iteration ${read.facts.iteration} of the official files`);
        return read;
      };
      const state = kept ?? (from && (await official(from)));
      if (state) {
        restoreTask(state, task);
        // Official files say nothing of where a source stands.
        if (state.facts.data !== null) await data.resume(state.facts.data);
        this.#iteration = state.facts.iteration;
        this.#best = state.facts.best;
        this.#seconds = state.facts.seconds;
      }
      await session.log.cut(this.#iteration);
      const started = { event: 'start', iteration: this.#iteration, backend: getBackend() };
      await session.log.write({ ...started, recipe: recipe as unknown as Json });
      const shown = JSON.stringify(recipe, undefined, 2);
      await session.log.text(this.#iteration, 'recipe', `~~~json\n${shown}\n~~~`);
      for (const note of task.notes) await this.#note(note, session);
    } catch (error) {
      task.dispose();
      throw error;
    }
    this.#session = session;
  }

  /** Frees networks and optimisers; not the source, and not the folder. */
  dispose(): void {
    this.#session?.task.dispose();
    this.#session = undefined;
  }

  async #note(note: string, session = this.#session): Promise<void> {
    this.#options.onNote?.(note);
    await session?.log.write({ event: 'note', iteration: this.#iteration, note });
  }

  /** The last state in the folder that can be read; undefined where there is none. */
  async #lastState(): Promise<ReadState | undefined> {
    const { folder, resume = 'auto', onNote } = this.#options;
    if (!folder) return undefined;
    const names = await this.#states();
    if (names.length > 0 && resume === 'never') {
      throw new TrainingError(
        'E_TRAINING_FOLDER',
        `${folder.label} holds a training already (states/${names.at(-1)}). Choose another folder, or let it go on.`,
      );
    }
    let failure: unknown;
    for (const name of names.reverse()) {
      const label = `${folder.label}/states/${name}`;
      try {
        const state = await readState((await folder.read(`states/${name}`)) as Uint8Array, label);
        const differences = recipeDifferences(state.facts.recipe, this.recipe);
        if (differences.length > 0) {
          throw new TrainingError(
            'E_TRAINING_RECIPE',
            `${folder.label} holds a training by another recipe. Choose another folder, or give the same values:\n  ${differences.join('\n  ')}`,
          );
        }
        this.#saved = label;
        onNote?.(`goes on after iteration ${state.facts.iteration} (${label})`);
        return state;
      } catch (error) {
        if (error instanceof TrainingError) throw error;
        failure = error;
        onNote?.(`${label} cannot be read (${error}); the state before it is tried`);
      }
    }
    if (failure !== undefined) throw failure;
    return undefined;
  }

  async #states(): Promise<string[]> {
    const names = (await this.#options.folder?.list('states')) ?? [];
    return names.filter((name) => /^\d+\.safetensors$/.test(name)).sort();
  }

  /** The batches of one iteration; they are the caller's. */
  async #parts(): Promise<AnyBatch[]> {
    const parts: AnyBatch[] = [];
    try {
      while (parts.length < this.recipe.accumulate) parts.push(await this.#options.data.next());
      return parts;
    } catch (error) {
      for (const part of parts) disposeBatch(part);
      throw error;
    }
  }

  /** Looks at colours before every iteration that is logged. */
  async #look(parts: readonly AnyBatch[]): Promise<void> {
    const { task, log, colours } = this.#session as Session;
    const iteration = this.#iteration + 1;
    const [batch] = parts;
    if (!task.infer || !batch || iteration % this.recipe.logEvery !== 0) return;
    const { infer, result } = task;
    const { lq } = batch as { readonly lq: Tensor4D };
    try {
      const { drift, warning } = await colours.see(iteration, lq, () => infer(result, batch));
      await log.curves(iteration, { 'guards/colour_drift': drift });
      if (warning !== undefined) await this.#note(warning);
    } catch (error) {
      for (const part of parts) disposeBatch(part);
      throw error;
    }
  }

  /** One iteration. Nothing is read: the device may still be at it when this returns. */
  #iterate(parts: readonly AnyBatch[]): LossLog['seconds'] {
    const { task, schedule } = this.#session as Session;
    const iteration = this.#iteration + 1;
    const log = new LossLog();
    const reads = this.#reads(iteration);
    // Weights change in every iteration: what a backend computes of them would be kept for nothing.
    const restore = limitDerivedData(0);
    try {
      for (const watched of Object.values(task.optimizers)) {
        const { adam } = watched;
        adam.learningRates = adam.initialLearningRates.map((lr) => schedule(iteration, lr));
        watched.log = reads ? log : null;
      }
      task.run(iteration, parts, log);
    } catch (error) {
      log.dispose();
      throw withLessMemory(error);
    } finally {
      restore();
      for (const part of parts) disposeBatch(part);
    }
    this.#unread.push({ iteration, log });
    this.#iteration = iteration;
    return log.seconds;
  }

  /** How often what interrupts the iterations comes until the end, whose iteration is one of those times. */
  #pausesLeft(): Record<Pause, number> {
    const { totalIter, validateEvery, saveEvery } = this.recipe;
    const left = (every: number): number =>
      Math.ceil(totalIter / every) - Math.floor(this.#iteration / every);
    return { validate: left(validateEvery), save: left(saveEvery) };
  }

  #reads(iteration: number): boolean {
    const { readEvery = getBackend() === 'webgpu' ? READ_EVERY_ON_DEVICES : 1 } = this.#options;
    return iteration % readEvery === 0 || iteration === this.recipe.totalIter;
  }

  #rates(): Record<string, number> {
    const { optimizers } = (this.#session as Session).task;
    return Object.fromEntries(
      Object.entries(optimizers).map(([name, { adam }]) => [name, adam.learningRates[0] as number]),
    );
  }

  /** Reads the losses that are waiting, if it is time to. @returns those of the last iteration. */
  async #read(last: boolean): Promise<LossValues | undefined> {
    const unread = this.#unread;
    if (unread.length === 0 || !(last || this.#reads(this.#iteration))) return undefined;
    this.#unread = [];
    try {
      const values = await readLogs(unread.map(({ log }) => log));
      for (const [i, losses] of values.entries()) {
        const { iteration } = unread[i]!;
        const broken = Object.entries(losses).find(([, value]) => !Number.isFinite(value));
        if (broken) {
          await this.#collapse(iteration, `${broken[0]} is ${broken[1]}`);
          return undefined;
        }
        const { adversaries } = this.#session as Session;
        for (const warning of adversaries.see(losses)) await this.#note(warning);
        await this.#logLosses(iteration, losses, last && i === values.length - 1);
      }
      return values.at(-1);
    } finally {
      for (const { log } of unread) log.dispose();
    }
  }

  async #logLosses(iteration: number, losses: LossValues, last: boolean): Promise<void> {
    for (const [name, value] of Object.entries(losses)) {
      const { sum, count } = this.#sums.get(name) ?? { sum: 0, count: 0 };
      this.#sums.set(name, { sum: sum + value, count: count + 1 });
    }
    if (iteration % this.recipe.logEvery !== 0 && !last) return;
    const means = Object.fromEntries([...this.#sums].map(([name, { sum, count }]) => [name, sum / count]));
    this.#sums.clear();
    const { log } = this.#session as Session;
    const rates = this.#rates();
    await log.write({ event: 'losses', iteration, losses: means, lr: rates, seconds: this.#seconds });
    await log.curves(iteration, { ...named('losses', means), ...named('lr', rates) });
  }

  /** A loss, gradient or weight is no finite number: throws, or goes back to the last state. */
  async #collapse(iteration: number, cause: string): Promise<void> {
    const { task, adversaries, colours } = this.#session as Session;
    const where: string[] = [];
    const tell = (kind: string, network: string, names: readonly string[], count: number): void => {
      if (names.length === 0) return;
      where.push(
        `${names.length} of ${count} ${kind} of ${network} are not finite, the first in '${names[0]}'`,
      );
    };
    for (const optimizer of Object.values(task.optimizers)) {
      const { names, count } = await optimizer.broken();
      tell('gradients', `net_${optimizer.name}`, names, count);
    }
    for (const [name, network] of Object.entries(task.networks)) {
      const { names, count } = await brokenWeights(network);
      tell('weights', name, names, count);
    }
    const what = [`iteration ${iteration}: ${cause}`, ...where].join('; ');
    const { onCollapse = 'stop', folder } = this.#options;
    if (onCollapse === 'restore' && folder && this.#saved !== undefined && this.#restores < MOST_RESTORES) {
      this.#restores++;
      const state = await this.#lastState();
      if (state) {
        restoreTask(state, task);
        this.#iteration = state.facts.iteration;
        adversaries.reset();
        colours.reset();
        await this.#note(`${what}. Went back to iteration ${this.#iteration} and on with other batches`);
        return;
      }
    }
    throw new TrainingError(
      'E_TRAINING_NOT_FINITE',
      `${what}. Lower the learning rate, or set clipNorm (1 is usual); check the pictures of this iteration. ${this.#saved ? `The last good state is ${this.#saved}.` : 'No state was saved yet.'}`,
    );
  }

  async #validate(last: boolean): Promise<Readonly<Record<string, number>> | undefined> {
    const { validation, folder } = this.#options;
    const { task, log } = this.#session as Session;
    const iteration = this.#iteration;
    if (!validation || !task.infer || !(iteration % this.recipe.validateEvery === 0 || last))
      return undefined;
    const { metrics, rows } = await validate(task, validation as Validation<AnyBatch>);
    await log.write({ event: 'validation', iteration, metrics });
    await log.curves(iteration, named('metrics', metrics));
    if (folder && rows.length > 0) {
      const preview = await encodePreview(rows);
      await folder.write(`previews/${padded(iteration)}.png`, preview.png);
      await log.picture(iteration, 'previews', preview);
    }
    const [first] = Object.keys(validation.metrics);
    if (first !== undefined) {
      const lower: readonly string[] = validation.lowerIsBetter ?? LOWER_IS_BETTER;
      const value = metrics[first] as number;
      const better =
        this.#best === null || (lower.includes(first) ? value < this.#best.value : value > this.#best.value);
      if (better) {
        this.#best = { value, iteration };
        await this.#writeModel('best');
      }
    }
    return metrics;
  }

  /** Writes the state, and the model as it is. @returns the state's name; undefined where training went back instead. */
  async #save(): Promise<string | undefined> {
    const { folder, data } = this.#options;
    if (!folder) return undefined;
    const { task } = this.#session as Session;
    const iteration = this.#iteration;
    for (const [name, network] of Object.entries(task.networks)) {
      if ((await brokenWeights(network)).names.length === 0) continue;
      await this.#collapse(iteration, `${name} is broken, so nothing was saved`);
      return undefined;
    }
    const facts = {
      iteration,
      recipe: this.recipe,
      data: data.state(),
      best: this.#best,
      seconds: this.#seconds,
    };
    const bytes = await writeState(task, facts);
    const name = `states/${padded(iteration)}.safetensors`;
    try {
      await folder.write(name, bytes);
      await this.#writeModel('latest');
      const { keepEvery } = this.recipe;
      if (keepEvery > 0 && iteration % keepEvery === 0) await this.#writeModel(String(iteration));
    } catch (cause) {
      throw new TrainingError(
        'E_TRAINING_SAVE',
        `${folder.label}/${name} cannot be written (${cause instanceof Error ? cause.message : cause}). ${this.#saved ? `The last state is whole: ${this.#saved}.` : ''} Make room, and start again: training goes on from there.`,
        { cause },
      );
    }
    this.#saved = `${folder.label}/${name}`;
    this.#restores = 0;
    for (const old of (await this.#states()).slice(0, -KEPT_STATES)) await folder.remove(`states/${old}`);
    return this.#saved;
  }

  /** The networks as others load them: official names, the generator as its average. */
  async #writeModel(label: string): Promise<void> {
    const { folder } = this.#options;
    const { task } = this.#session as Session;
    for (const [name, network] of Object.entries(task.networks)) {
      const [own] = name.split('_ema');
      if (name !== task.result && (own === task.result.split('_ema')[0] || label === 'best')) continue;
      const metadata = {
        name: this.recipe.name,
        iteration: String(this.#iteration),
        trainedWith: 'srkit',
        // What the recipe could not have, or has otherwise than the papers.
        ...(task.notes.length > 0 && { notes: task.notes.join('; ') }),
      };
      await folder?.write(
        `models/${own}_${label}.safetensors`,
        writeSafetensors(await network.stateDict(), { metadata }),
      );
    }
  }
}

/** The same values with a group before their names, as TensorBoard sorts curves. */
const named = (group: string, values: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${group}/${name}`, value]));

const padded = (iteration: number): string => String(iteration).padStart(8, '0');
