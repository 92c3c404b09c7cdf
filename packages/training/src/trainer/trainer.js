import { writeSafetensors } from '@srkit/checkpoints';
import { getBackend } from '@tensorflow/tfjs-core';
import { parseRecipe } from '../recipes/recipe';
import { LossLog, readLogs } from '../steps/step';
import { Pace } from './pace';
import { pairTask } from './pair-task';
import { encodePreview } from './preview-grid';
import { recipeDifferences } from './recipe-differences';
import { RunLog } from './run-log';
import { scheduleOf } from './schedule-of';
import { TrainingError } from './training-error';
import { readState, restoreTask, writeState } from './training-state';
import { disposeBatch, validate } from './validate';
/** States that are kept: the last, and the one before it should the last turn out to be damaged. */
const KEPT_STATES = 2;
/** How often training goes back to one state before it gives up. */
const MOST_RESTORES = 3;
/** Iterations between two readings on a device that computes beside the program. */
const READ_EVERY_ON_DEVICES = 10;
const LOWER_IS_BETTER = ['lpips', 'dists', 'niqe'];
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
export class Trainer {
    recipe;
    #options;
    #session;
    #iteration = 0;
    #best = null;
    #seconds = 0;
    #saved;
    #restores = 0;
    /** Logs of iterations that are not read yet. */
    #unread = [];
    /** Losses since they were logged last. */
    #sums = new Map();
    /** @throws ConfigError for a recipe that is none. */
    constructor(recipe, options) {
        this.recipe = parseRecipe(recipe);
        this.#options = options;
    }
    /** Iterations done. */
    get iteration() {
        return this.#iteration;
    }
    /** A network by the name of its files, `net_g` or `net_g_ema`; the trainer's, until `dispose`. Undefined before the start. */
    network(name) {
        return this.#session?.task.networks[name];
    }
    /** The network that is saved for use: the average, where there is one. Undefined before the start. */
    get result() {
        return this.#session && this.network(this.#session.task.result);
    }
    /** Runs to the end. @returns iterations done. */
    async run() {
        for await (const _ of this)
            ;
        return this.#iteration;
    }
    /**
     * Runs iteration by iteration; breaking off the loop saves nothing more.
     *
     * @throws ConfigError where the folder holds another training or a network does not fit; TrainingError where losses are no
     *   numbers, or a state cannot be written; what the source throws.
     */
    async *[Symbol.asyncIterator]() {
        await this.start();
        const { signal, maxMinutes = Number.POSITIVE_INFINITY } = this.#options;
        const until = performance.now() + maxMinutes * 60_000;
        const pace = new Pace();
        const first = this.#iteration;
        let saved = this.#iteration;
        let ended = performance.now();
        try {
            while (this.#iteration < this.recipe.totalIter && !signal?.aborted && performance.now() < until) {
                const before = performance.now();
                const parts = await this.#parts();
                const loaded = performance.now();
                this.#iterate(parts);
                const iteration = this.#iteration;
                const last = iteration === this.recipe.totalIter;
                const losses = await this.#read(last);
                if (this.#iteration < iteration)
                    continue;
                const stepped = performance.now();
                const validation = await this.#validate(last);
                const due = iteration % this.recipe.saveEvery === 0 || last;
                const file = due ? await this.#save() : undefined;
                if (due)
                    saved = iteration;
                const seconds = {
                    data: (loaded - before) / 1000,
                    step: (stepped - loaded) / 1000,
                    total: (performance.now() - ended) / 1000,
                };
                ended = performance.now();
                this.#seconds += seconds.total;
                pace.tick(iteration - first);
                const step = {
                    iteration,
                    losses,
                    learningRates: this.#rates(),
                    seconds,
                    eta: pace.eta(this.recipe.totalIter - iteration),
                    validation,
                    saved: file,
                };
                this.#options.onStep?.(step);
                yield step;
            }
            await this.#read(true);
            if (this.#iteration > saved)
                await this.#save();
        }
        finally {
            for (const { log } of this.#unread)
                log.dispose();
            this.#unread = [];
        }
    }
    /** Builds or resumes everything, without an iteration; the iterator does it by itself. */
    async start() {
        if (this.#session)
            return;
        const { recipe } = this;
        const { folder, data, parts = {} } = this.#options;
        const state = await this.#lastState();
        const task = await pairTask(recipe, parts);
        const session = { task, schedule: scheduleOf(recipe), log: new RunLog(folder) };
        try {
            if (state) {
                restoreTask(state, task);
                await data.resume(state.facts.data);
                this.#iteration = state.facts.iteration;
                this.#best = state.facts.best;
                this.#seconds = state.facts.seconds;
            }
            await session.log.cut(this.#iteration);
            const started = { event: 'start', iteration: this.#iteration, backend: getBackend() };
            await session.log.write({ ...started, recipe: recipe });
            for (const note of task.notes)
                await this.#note(note, session);
        }
        catch (error) {
            task.dispose();
            throw error;
        }
        this.#session = session;
    }
    /** Frees networks and optimisers; not the source, and not the folder. */
    dispose() {
        this.#session?.task.dispose();
        this.#session = undefined;
    }
    async #note(note, session = this.#session) {
        this.#options.onNote?.(note);
        await session?.log.write({ event: 'note', iteration: this.#iteration, note });
    }
    /** The last state in the folder that can be read; undefined where there is none. */
    async #lastState() {
        const { folder, resume = 'auto', onNote } = this.#options;
        if (!folder)
            return undefined;
        const names = await this.#states();
        if (names.length > 0 && resume === 'never') {
            throw new TrainingError('E_TRAINING_FOLDER', `${folder.label} holds a training already (states/${names.at(-1)}). Choose another folder, or let it go on.`);
        }
        let failure;
        for (const name of names.reverse()) {
            const label = `${folder.label}/states/${name}`;
            try {
                const state = await readState((await folder.read(`states/${name}`)), label);
                const differences = recipeDifferences(state.facts.recipe, this.recipe);
                if (differences.length > 0) {
                    throw new TrainingError('E_TRAINING_RECIPE', `${folder.label} holds a training by another recipe. Choose another folder, or give the same values:\n  ${differences.join('\n  ')}`);
                }
                this.#saved = label;
                onNote?.(`goes on after iteration ${state.facts.iteration} (${label})`);
                return state;
            }
            catch (error) {
                if (error instanceof TrainingError)
                    throw error;
                failure = error;
                onNote?.(`${label} cannot be read (${error}); the state before it is tried`);
            }
        }
        if (failure !== undefined)
            throw failure;
        return undefined;
    }
    async #states() {
        const names = (await this.#options.folder?.list('states')) ?? [];
        return names.filter((name) => /^\d+\.safetensors$/.test(name)).sort();
    }
    /** The batches of one iteration; they are the caller's. */
    async #parts() {
        const parts = [];
        try {
            while (parts.length < this.recipe.accumulate)
                parts.push(await this.#options.data.next());
            return parts;
        }
        catch (error) {
            for (const part of parts)
                disposeBatch(part);
            throw error;
        }
    }
    /** One iteration. Nothing is read: the device may still be at it when this returns. */
    #iterate(parts) {
        const { task, schedule } = this.#session;
        const iteration = this.#iteration + 1;
        const log = new LossLog();
        const reads = this.#reads(iteration);
        try {
            for (const watched of Object.values(task.optimizers)) {
                const { adam } = watched;
                adam.learningRates = adam.initialLearningRates.map((lr) => schedule(iteration, lr));
                watched.log = reads ? log : null;
            }
            task.run(iteration, parts, log);
        }
        catch (error) {
            log.dispose();
            throw error;
        }
        finally {
            for (const part of parts)
                disposeBatch(part);
        }
        this.#unread.push({ iteration, log });
        this.#iteration = iteration;
    }
    #reads(iteration) {
        const { readEvery = getBackend() === 'webgpu' ? READ_EVERY_ON_DEVICES : 1 } = this.#options;
        return iteration % readEvery === 0 || iteration === this.recipe.totalIter;
    }
    #rates() {
        const { optimizers } = this.#session.task;
        return Object.fromEntries(Object.entries(optimizers).map(([name, { adam }]) => [name, adam.learningRates[0]]));
    }
    /** Reads the losses that are waiting, if it is time to. @returns those of the last iteration. */
    async #read(last) {
        const unread = this.#unread;
        if (unread.length === 0 || !(last || this.#reads(this.#iteration)))
            return undefined;
        this.#unread = [];
        try {
            const values = await readLogs(unread.map(({ log }) => log));
            for (const [i, losses] of values.entries()) {
                const { iteration } = unread[i];
                const broken = Object.entries(losses).find(([, value]) => !Number.isFinite(value));
                if (broken) {
                    await this.#collapse(iteration, broken);
                    return undefined;
                }
                await this.#logLosses(iteration, losses, last && i === values.length - 1);
            }
            return values.at(-1);
        }
        finally {
            for (const { log } of unread)
                log.dispose();
        }
    }
    async #logLosses(iteration, losses, last) {
        for (const [name, value] of Object.entries(losses)) {
            const { sum, count } = this.#sums.get(name) ?? { sum: 0, count: 0 };
            this.#sums.set(name, { sum: sum + value, count: count + 1 });
        }
        if (iteration % this.recipe.logEvery !== 0 && !last)
            return;
        const means = Object.fromEntries([...this.#sums].map(([name, { sum, count }]) => [name, sum / count]));
        this.#sums.clear();
        const { log } = this.#session;
        await log.write({ event: 'losses', iteration, losses: means, lr: this.#rates(), seconds: this.#seconds });
    }
    /** A loss or gradient is no finite number: throws, or goes back to the last state. */
    async #collapse(iteration, [name, value]) {
        const { task } = this.#session;
        const where = [];
        for (const optimizer of Object.values(task.optimizers)) {
            const { names, count } = await optimizer.broken();
            if (names.length > 0)
                where.push(`${names.length} of ${count} gradients of net_${optimizer.name} are not finite, the first in '${names[0]}'`);
        }
        const what = `iteration ${iteration}: ${name} is ${value}${where.length > 0 ? `; ${where.join('; ')}` : ''}`;
        const { onCollapse = 'stop', folder } = this.#options;
        if (onCollapse === 'restore' && folder && this.#saved !== undefined && this.#restores < MOST_RESTORES) {
            this.#restores++;
            const state = await this.#lastState();
            if (state) {
                restoreTask(state, task);
                this.#iteration = state.facts.iteration;
                await this.#note(`${what}. Went back to iteration ${this.#iteration} and on with other batches`);
                return;
            }
        }
        throw new TrainingError('E_TRAINING_NOT_FINITE', `${what}. Lower the learning rate, or set clipNorm (1 is usual); check the pictures of this iteration. ${this.#saved ? `The last good state is ${this.#saved}.` : 'No state was saved yet.'}`);
    }
    async #validate(last) {
        const { validation, folder } = this.#options;
        const { task, log } = this.#session;
        const iteration = this.#iteration;
        if (!validation || !task.infer || !(iteration % this.recipe.validateEvery === 0 || last))
            return undefined;
        const { metrics, rows } = await validate(task, validation);
        await log.write({ event: 'validation', iteration, metrics });
        if (folder && rows.length > 0)
            await folder.write(`previews/${padded(iteration)}.png`, await encodePreview(rows));
        const [first] = Object.keys(validation.metrics);
        if (first !== undefined) {
            const lower = validation.lowerIsBetter ?? LOWER_IS_BETTER;
            const value = metrics[first];
            const better = this.#best === null || (lower.includes(first) ? value < this.#best.value : value > this.#best.value);
            if (better) {
                this.#best = { value, iteration };
                await this.#writeModel('best');
            }
        }
        return metrics;
    }
    /** Writes the state, and the model as it is. @returns the state's name. */
    async #save() {
        const { folder, data } = this.#options;
        if (!folder)
            return undefined;
        const { task } = this.#session;
        const iteration = this.#iteration;
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
            if (keepEvery > 0 && iteration % keepEvery === 0)
                await this.#writeModel(String(iteration));
        }
        catch (cause) {
            throw new TrainingError('E_TRAINING_SAVE', `${folder.label}/${name} cannot be written (${cause instanceof Error ? cause.message : cause}). ${this.#saved ? `The last state is whole: ${this.#saved}.` : ''} Make room, and start again: training goes on from there.`, { cause });
        }
        this.#saved = `${folder.label}/${name}`;
        this.#restores = 0;
        for (const old of (await this.#states()).slice(0, -KEPT_STATES))
            await folder.remove(`states/${old}`);
        return this.#saved;
    }
    /** The networks as others load them: official names, the generator as its average. */
    async #writeModel(label) {
        const { folder } = this.#options;
        const { task } = this.#session;
        for (const [name, network] of Object.entries(task.networks)) {
            const [own] = name.split('_ema');
            if (name !== task.result && (own === task.result.split('_ema')[0] || label === 'best'))
                continue;
            const metadata = { name: this.recipe.name, iteration: String(this.#iteration), trainedWith: 'srkit' };
            await folder?.write(`models/${own}_${label}.safetensors`, writeSafetensors(await network.stateDict(), { metadata }));
        }
    }
}
const padded = (iteration) => String(iteration).padStart(8, '0');
