import { basename } from 'node:path';
import { formatFromPath } from '@srkit/image';
import { jobIdentity } from '@srkit/jobs';
import type { Engine } from '../engine/engine';
import { openEngine } from '../engine/open-engine';
import { InputError } from '../errors';
import { filesOfInput, inputBytes } from '../job/inputs';
import { publishing } from '../job/object-results';
import { defaultMemory } from '../options';
import {
  movedItem,
  notingPlans,
  type UpscaleItem,
  upscaledLine,
  upscaleWith,
} from '../upscale/upscale-picture';
import { type Kind, objectsOf, type QueueItemWork, QueueLedgers, type QueueSettings, runOne } from './kind';
import type { UpscalePayload } from './payloads';

/** Upscales what stands in a queue. The engine stays open while the model is the same. */
export class UpscaleKind implements Kind<UpscalePayload> {
  readonly #settings: QueueSettings;
  readonly #ledgers = new QueueLedgers();
  #opened: { readonly key: string; readonly engine: Engine } | undefined;

  constructor(settings: QueueSettings) {
    this.#settings = settings;
  }

  async compute(payload: UpscalePayload, work: QueueItemWork): Promise<void> {
    const { roots, reporter } = this.#settings;
    const { outscale, quality, overwrite } = payload;
    const item = await this.#itemOf(payload);
    const engine = await this.#engineOf(payload);
    const job = await jobIdentity(['queue', outscale, quality], engine.model.sources);
    const ledger = await this.#ledgers.of(roots.folderOf(payload.output), job);
    const plain = {
      alone: false,
      background: undefined,
      keepMetadata: false,
      keepGps: false,
      tolerant: false,
      keep: undefined,
    };
    const upscale = upscaleWith(
      { engine, stdin: undefined, quality, overwrite, reporter, ...plain },
      notingPlans(reporter),
    );
    const compute = publishing(objectsOf(ledger), movedItem, upscale);
    await runOne({ item, ledger, overwrite, compute, line: upscaledLine }, this.#settings, work);
  }

  async #itemOf({ input, output }: UpscalePayload): Promise<UpscaleItem> {
    const { roots } = this.#settings;
    const [from, to] = [await roots.resolve(input), await roots.resolve(output)];
    if (from === to) throw new InputError('E_INPUT_OUTPUT', `'${output}' is the input itself.`);
    const found = { path: from, file: from, below: '', found: false };
    return {
      input: found,
      output: to,
      format: formatFromPath(basename(to)) ?? 'png',
      inputs: filesOfInput(found),
      outputs: [to],
      size: await inputBytes(found),
    };
  }

  async #engineOf({ model, outscale }: UpscalePayload): Promise<Engine> {
    const { roots, backend, signal } = this.#settings;
    const key = JSON.stringify([model, outscale]);
    if (this.#opened?.key === key) return this.#opened.engine;
    await this.close();
    const file = model?.includes(':') ? await roots.resolve(model) : model;
    const engine = await openEngine(
      {
        backend,
        model: { model: file, key: undefined, denoise: undefined, denoiseModel: undefined },
        upscaler: { mode: 'exact', outscale, memoryBudget: defaultMemory() },
        mayBlend: true,
      },
      signal,
    );
    this.#opened = { key, engine };
    return engine;
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await this.#ledgers.close();
    await opened?.engine.close();
  }
}
