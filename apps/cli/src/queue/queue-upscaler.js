import { basename } from 'node:path';
import { formatFromPath } from '@srkit/image';
import { jobIdentity, Ledgers, runItems } from '@srkit/jobs';
import { openEngine } from '../engine/open-engine';
import { InputError } from '../errors';
import { inputBytes } from '../job/inputs';
import { existsError, finishedJobs, lostError } from '../job/run-picture-job';
import { defaultMemory } from '../options';
import { notingPlans, upscaledLine, upscaleWith } from '../upscale/upscale-picture';
import { parsePayload } from './upscale-payload';
/**
 * Upscales what stands in a queue. Each picture is claimed in the root of its result, as those of `srkit upscale` are in its
 * output folder: one that a dead worker had finished is not made again, whatever the queue thinks.
 */
export class QueueUpscaler {
    #options;
    #opened;
    constructor(options) {
        this.#options = options;
    }
    /** Upscales one. @throws for a payload that is none, a place out of the roots, and what befalls the picture. */
    async compute(given, work) {
        const payload = parsePayload(given);
        const item = await this.#itemOf(payload);
        const { engine, ledger } = await this.#open(payload);
        const { reporter } = this.#options;
        const settings = { quality: payload.quality, overwrite: payload.overwrite, reporter };
        const plain = { background: undefined, keepMetadata: false, keepGps: false, tolerant: false };
        const upscale = upscaleWith({ engine, stdin: undefined, ...settings, ...plain }, notingPlans(reporter));
        const { outcomes, stopped } = await runItems({
            items: [item],
            ledger,
            compute: (one, inner) => upscale(one, { ...inner, onProgress: work.onProgress }),
            existing: payload.overwrite ? 'replace' : 'refuse',
            existsError,
            lostError,
            endsJob: () => false,
            signal: work.signal,
        });
        if (stopped !== undefined)
            throw stopped;
        const [outcome] = outcomes;
        if (outcome?.status === 'failed')
            throw outcome.error;
        if (outcome?.status === 'done')
            reporter.note(upscaledLine(item, outcome.result, outcome.seconds));
        if (outcome?.status === 'skipped')
            reporter.note(`${payload.output}: ${outcome.reason}`);
    }
    async #itemOf({ input, output }) {
        const { roots } = this.#options;
        const [from, to] = [await roots.resolve(input), await roots.resolve(output)];
        if (from === to)
            throw new InputError('E_INPUT_OUTPUT', `'${output}' is the input itself.`);
        const found = { path: from, file: from, below: '', found: false };
        const size = await inputBytes(found);
        return {
            input: found,
            output: to,
            format: formatFromPath(basename(to)) ?? 'png',
            inputs: [from],
            outputs: [to],
            size,
        };
    }
    async #open({ model, outscale, quality, output }) {
        const { roots, backend, signal } = this.#options;
        const key = JSON.stringify([model, outscale]);
        if (this.#opened?.key !== key) {
            await this.close();
            const file = model?.includes(':') ? await roots.resolve(model) : model;
            const engine = await openEngine({
                backend,
                model: { model: file, key: undefined, denoise: undefined, denoiseModel: undefined },
                upscaler: { mode: 'exact', outscale, memoryBudget: defaultMemory() },
                mayBlend: true,
            }, signal);
            this.#opened = { key, engine, ledgers: new Map() };
        }
        const { engine, ledgers } = this.#opened;
        const home = roots.folderOf(output);
        const job = await jobIdentity(['queue', outscale, quality], engine.model.sources);
        const name = `${home}\0${job}`;
        if (!ledgers.has(name))
            ledgers.set(name, Ledgers.open({
                items: [],
                homes: [home],
                homeOf: () => home,
                job,
                archive: finishedJobs(),
                anew: false,
            }));
        return { engine, ledger: await ledgers.get(name) };
    }
    async close() {
        const opened = this.#opened;
        this.#opened = undefined;
        // The ledgers stay: other workers look there for what is done.
        for (const ledger of opened?.ledgers.values() ?? [])
            await (await ledger).close(false);
        await opened?.engine.close();
    }
}
