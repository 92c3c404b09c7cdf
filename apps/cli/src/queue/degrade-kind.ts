import { availableParallelism } from 'node:os';
import { jobIdentity } from '@srkit/jobs';
import {
  type DegradeItem,
  degradedLine,
  degradeWith,
  filesOf,
  movedItem,
  namedResult,
  sampleFiles,
} from '../degrade/degrade-picture';
import { type Degrader, openDegrader } from '../degrade/degrader';
import { recipeSourceOf } from '../degrade/recipes';
import { filesOfInput, inputBytes } from '../job/inputs';
import { publishing } from '../job/object-results';
import { type Kind, objectsOf, type QueueItemWork, QueueLedgers, type QueueSettings, runOne } from './kind';
import type { DegradePayload } from './payloads';

/** Degrades what stands in a queue: the samples that `srkit degrade` makes of the picture. */
export class DegradeKind implements Kind<DegradePayload> {
  readonly #settings: QueueSettings;
  readonly #ledgers = new QueueLedgers();
  #degrader: Degrader | undefined;

  constructor(settings: QueueSettings) {
    this.#settings = settings;
  }

  async compute(payload: DegradePayload, work: QueueItemWork): Promise<void> {
    const { roots, backend, reporter } = this.#settings;
    const { preset, scale, crop, seed, count, saveRecipes, overwrite } = payload;
    const options = payload.options && (await roots.resolve(payload.options));
    const source = await recipeSourceOf({
      ...(preset && { preset }),
      ...(options && { options }),
      ...Object.fromEntries(
        Object.entries({ scale, crop, seed, count }).filter(([, value]) => value !== undefined),
      ),
    });
    const [from, folder] = [
      await roots.resolve(payload.input),
      await roots.resolve(payload.output, { folder: true }),
    ];
    const input = { path: from, file: from, below: payload.below, found: true };
    const samples = sampleFiles(input, { folder, saveRecipes, count: source.count, crops: source.crops });
    const item: DegradeItem = {
      input,
      inputs: filesOfInput(input),
      outputs: samples.flatMap(filesOf),
      size: await inputBytes(input),
      samples,
    };
    const job = await jobIdentity(['queue', source.identity, saveRecipes], []);
    const ledger = await this.#ledgers.of(roots.folderOf(payload.output), job);
    this.#degrader ??= await openDegrader(backend, availableParallelism());
    const shared = { source, degrader: this.#degrader, overwrite, reporter, tolerant: false };
    const degrade = publishing(objectsOf(ledger), movedItem, degradeWith(shared));
    const compute: typeof degrade = async (one, inner) => namedResult(one, await degrade(one, inner));
    await runOne({ item, ledger, overwrite, compute, line: degradedLine }, this.#settings, work);
  }

  async close(): Promise<void> {
    await this.#ledgers.close();
    await this.#degrader?.close();
    this.#degrader = undefined;
  }
}
