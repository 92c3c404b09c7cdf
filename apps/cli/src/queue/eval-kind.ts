import { ConfigError } from '@srkit/core';
import { isObjectUrl } from '@srkit/jobs/objects';
import { openEngine } from '../engine/open-engine';
import { MATLAB } from '../eval/reductions';
import { bicubicContender, EvalNotes, engineContender, evaluateWith } from '../eval/run-eval';
import { defaultMemory } from '../options';
import type { Kind, QueueItemWork, QueueSettings } from './kind';
import type { EvalPayload } from './payloads';

/**
 * Evaluates a network on a data set, as far as the notes in the folder of results do not have its pictures yet: `srkit eval` with
 * that folder finds them measured and writes the tables.
 */
export class EvalKind implements Kind<EvalPayload> {
  readonly #settings: QueueSettings;

  constructor(settings: QueueSettings) {
    this.#settings = settings;
  }

  async compute(payload: EvalPayload, { signal }: QueueItemWork): Promise<void> {
    const { roots, backend, reporter } = this.#settings;
    const { dataset, metrics, lr, channel, crop, limit = Number.POSITIVE_INFINITY } = payload;
    const at = async (place: string): Promise<string> => {
      const path = await roots.resolve(place, { folder: true });
      if (!isObjectUrl(path)) return path;
      throw new ConfigError('E_CONFIG_ROOT', `'${place}' lies in an object store, expected a folder.`);
    };
    const [folder, output] = [await at(payload.input), await at(payload.output)];
    const model = payload.model?.includes(':') ? await at(payload.model) : payload.model;
    const engine = await openEngine(
      { backend, model: { model }, upscaler: { memoryBudget: defaultMemory() }, mayBlend: false },
      signal,
    );
    try {
      const { scale, name } = engine.model;
      const request = {
        datasets: [{ name: dataset, folder }],
        given: lr === 'auto' ? undefined : lr === 'given',
        measuring: {
          metrics,
          protocol: { channel, luma: 'studio', crop: crop ?? scale, round: true } as const,
        },
        withReferences: false,
        reduction: MATLAB,
        shard: undefined,
        limit,
        reporter,
        signal,
        notes: await EvalNotes.open(output),
      };
      for (const contender of [bicubicContender(scale), engineContender(engine, name, signal)]) {
        const { length } = await evaluateWith(contender, request);
        reporter.note(
          `${contender.model.name}: ${dataset}, ${length} picture${length === 1 ? '' : 's'} measured`,
        );
      }
    } finally {
      await engine.close();
    }
  }

  async close(): Promise<void> {}
}
