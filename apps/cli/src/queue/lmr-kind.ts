import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError } from '@srkit/core';
import { writeWhole } from '@srkit/core/node';
import { LmrWorkers } from '@srkit/datasets/lmr';
import { isObjectUrl } from '@srkit/jobs/objects';
import { lmrJob, type SceneItem, sceneItem, sceneLine } from '../lmr/scene-item';
import { type Kind, type QueueItemWork, QueueLedgers, type QueueSettings, runOne } from './kind';
import type { BuildLmrPayload } from './payloads';

/**
 * Builds the scenes that stand in a queue, with the ledger of `srkit dataset build-lmr`: that command, given the same scenes and
 * options, finds them done and writes the manifests.
 */
export class LmrKind implements Kind<BuildLmrPayload> {
  readonly #settings: QueueSettings;
  readonly #ledgers = new QueueLedgers();
  #workers: LmrWorkers | undefined;

  constructor(settings: QueueSettings) {
    this.#settings = settings;
  }

  async compute(payload: BuildLmrPayload, work: QueueItemWork): Promise<void> {
    const { roots, reporter } = this.#settings;
    const { scene: name, sparse, depths, patches, options, overwrite } = payload;
    const at = async (place: string): Promise<string> => {
      const path = await roots.resolve(place, { folder: true });
      if (!isObjectUrl(path)) return path;
      throw new ConfigError(
        'E_CONFIG_ROOT',
        `'${place}' lies in an object store, expected a folder: LMR is built from files.`,
      );
    };
    const [images, output] = [await at(payload.input), await at(payload.output)];
    const matching = sparse === undefined;
    const scene = {
      name,
      images,
      sparse: sparse === undefined ? images : await at(sparse),
      ...(depths !== undefined && { depths: await at(depths) }),
    };
    const item: SceneItem = sceneItem(scene, output);
    const ledger = await this.#ledgers.of(output, await lmrJob(options, patches, matching));
    this.#workers ??= new LmrWorkers(1);
    const workers = this.#workers;
    await runOne(
      {
        item,
        ledger,
        overwrite,
        compute: async ({ outputs: [file] }, { onProgress, signal, made }) => {
          const built = await workers.build(
            { scene, matching, options, output, patches },
            { onProgress, signal },
          );
          for (const broken of built.broken) reporter.note(`${name}: '${broken}' was left out`);
          await mkdir(dirname(file!), { recursive: true });
          await writeWhole(file!, `${JSON.stringify(built)}\n`, { overwrite: overwrite || made(file!) });
          return built;
        },
        line: sceneLine,
      },
      this.#settings,
      work,
    );
  }

  async close(): Promise<void> {
    await this.#ledgers.close();
    await this.#workers?.close();
    this.#workers = undefined;
  }
}
