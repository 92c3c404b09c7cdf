import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cropRaster } from '@srkit/core';
import { decodeImage, type Raster } from '@srkit/image';
import { jobIdentity, type Shard } from '@srkit/jobs';
import { evaluate, type Measuring, originalOf, resizeBicubic } from '@srkit/metrics';
import type { Engine } from '../engine/engine';
import { InputError } from '../errors';
import type { RefEngine } from '../ref-upscale/ref-engine';
import type { Reporter } from '../terminal/reporter';
import type { EvalModel, EvalRow } from './eval-tables';
import { listBenchmark, listReferenceSets } from './list-benchmark';
import type { Reduction } from './reductions';

/** What is measured is whole. */
const WHOLE = { offerTolerant: false } as const;

/** A folder of pictures and the name that it has in tables. */
export interface EvalDataset {
  readonly name: string;
  readonly folder: string;
}

export interface EvalRequest {
  readonly datasets: readonly EvalDataset[];
  /** true: LR pictures lie beside the originals; false: they are made; undefined: as the folder has it. */
  readonly given: boolean | undefined;
  /** Whether the data sets are originals with references of their own, which have no LR pictures. */
  readonly withReferences: boolean;
  /** Makes LR pictures. */
  readonly reduction: Reduction;
  /** The part of all pictures that is measured; undefined: all. */
  readonly shard: Shard | undefined;
  readonly measuring: Measuring;
  readonly limit: number;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** Values of pictures that were measured before, and where new ones are noted. */
  readonly notes: EvalNotes;
}

/** Who enlarges. */
export interface EvalContender {
  readonly model: EvalModel;
  readonly scale: number;
  /** Files that it came from: another network under the same name is measured anew. */
  readonly sources: readonly string[];
  /** Those of a picture's references that it is given; undefined: it takes none, or there are not those. */
  readonly choose?: (references: readonly string[]) => readonly string[] | undefined;
  upscale(picture: Raster, references: readonly Raster[]): Promise<Raster>;
}

/** MATLAB's bicubic enlargement, which every network is to beat. */
export const bicubicContender = (scale: number): EvalContender => ({
  model: { name: `bicubic x${scale}`, parameters: 0, multiplyAdds: 0 },
  scale,
  sources: [],
  upscale: async (picture) => resizeBicubic(picture, scale),
});

/** All networks that take references enlarge by it. */
const REFERENCE_SCALE = 4;

/** Of the result that papers count multiply-adds for. */
const OUTPUT_SIDES = [1280, 720] as const;

export const engineContender = (engine: Engine, name: string, signal: AbortSignal): EvalContender => {
  const { scale, parameters, multiplyAdds, sources } = engine.model;
  const perOutput = (multiplyAdds * OUTPUT_SIDES[0] * OUTPUT_SIDES[1]) / scale ** 2;
  return {
    model: { name, parameters, multiplyAdds: Number.isFinite(perOutput) ? perOutput : null },
    scale,
    sources,
    upscale: async (picture) => (await engine.upscale(picture, { signal })).image,
  };
};

/** A network that takes references, as it is opened for one evaluation. */
export interface ReferenceNetwork {
  readonly engine: RefEngine;
  readonly name: string;
  readonly sources: readonly string[];
  /** References that a picture of the data sets has at most. */
  readonly most: number;
}

/** It with all references, or with the one at a place of every picture, counted from 1. */
export const referenceContender = async (
  { engine, name, sources, most }: ReferenceNetwork,
  place: number | 'all',
  signal: AbortSignal,
): Promise<EvalContender> => {
  const [width, height] = OUTPUT_SIDES;
  const { multiplyAdds } = await engine.plan({
    picture: { width: width / REFERENCE_SCALE, height: height / REFERENCE_SCALE },
    // As large as the result, which papers' test sets have.
    references: Array.from({ length: place === 'all' ? most : 1 }, () => ({ width, height })),
  });
  return {
    model: {
      name: place === 'all' ? `${name}, all references` : `${name}, reference ${place}`,
      parameters: engine.model.parameters,
      multiplyAdds,
    },
    scale: REFERENCE_SCALE,
    sources,
    choose: (references) => {
      if (place === 'all') return references;
      const one = references[place - 1];
      return one === undefined ? undefined : [one];
    },
    upscale: async (picture, references) =>
      (await engine.upscale({ picture, references, matchMap: false }, { signal })).image,
  };
};

/** Whether every value of a row is a number: the infinite PSNR of equal pictures is null in JSON, and is measured again. */
const isFinished = (row: EvalRow): boolean =>
  [...Object.values(row.values), row.seconds].every((value) => Number.isFinite(value));

/** Notes of finished pictures in a file, one line of JSON each, so that an interrupted evaluation goes on. */
export class EvalNotes {
  readonly #file: string | undefined;
  readonly #known: Map<string, EvalRow>;

  private constructor(file: string | undefined, known: Map<string, EvalRow>) {
    this.#file = file;
    this.#known = known;
  }

  /**
   * @param folder Undefined: nothing is noted.
   * @param shard A part of the work notes in a file of its own; what other parts have noted is known as well.
   */
  static async open(folder: string | undefined, shard?: Shard): Promise<EvalNotes> {
    if (folder === undefined) return new EvalNotes(undefined, new Map());
    await mkdir(folder, { recursive: true });
    const name = shard ? `pictures-${shard.index + 1}-of-${shard.count}.jsonl` : 'pictures.jsonl';
    const noted = (await readdir(folder)).filter((each) => /^pictures(-\d+-of-\d+)?\.jsonl$/.test(each));
    const texts = await Promise.all(noted.map((each) => readFile(join(folder, each), 'utf8')));
    const text = texts.join('\n');
    const file = join(folder, name);
    const known = new Map<string, EvalRow>();
    for (const line of text.split('\n')) {
      try {
        const { key, row } = JSON.parse(line) as { key: string; row: EvalRow };
        if (typeof key === 'string' && isFinished(row)) known.set(key, row);
      } catch {
        // The line that a process was killed in, which is measured again.
      }
    }
    return new EvalNotes(file, known);
  }

  find(key: string): EvalRow | undefined {
    return this.#known.get(key);
  }

  async add(key: string, row: EvalRow): Promise<void> {
    // A line break first: the last line may be half of one.
    if (this.#file !== undefined) await appendFile(this.#file, `\n${JSON.stringify({ key, row })}\n`);
  }
}

/** Cuts off an original what the scale does not divide. */
const divisible = (original: Raster, scale: number, file: string): Raster => {
  const [width, height] = [original.width, original.height].map((side) => Math.floor(side / scale) * scale);
  if (width === 0 || height === 0) {
    throw new InputError(
      'E_INPUT_SIZE',
      `'${file}' is ${original.width}x${original.height}, expected sides of at least ${scale}, the scale. Leave it out.`,
    );
  }
  return cropRaster(original, { top: 0, left: 0, width: width!, height: height! });
};

/** Says of which picture something failed. */
const ofPicture = <T>(file: string, work: Promise<T>): Promise<T> =>
  work.catch((cause: Error) => {
    cause.message = `${file}: ${cause.message}`;
    throw cause;
  });

/** Enlarges and measures all pictures with one contender. */
export const evaluateWith = async (contender: EvalContender, request: EvalRequest): Promise<EvalRow[]> => {
  const { datasets, given, withReferences, measuring, limit, reporter, signal, notes } = request;
  const { reduction, shard } = request;
  const { model, scale, sources } = contender;
  const rows: EvalRow[] = [];
  for (const { name: dataset, folder } of datasets) {
    const all = withReferences ? await listReferenceSets(folder) : await listBenchmark(folder, scale, given);
    const pictures = all.slice(0, limit).filter((_, i) => !shard || i % shard.count === shard.index);
    for (const [i, { name, hr, lr, references = [] }] of pictures.entries()) {
      const chosen = contender.choose ? contender.choose(references) : [];
      if (!chosen) continue;
      signal.throwIfAborted();
      reporter.progress(`${model.name}: ${dataset} ${name}`, i / pictures.length);
      const { metrics, protocol } = measuring;
      const files = [...sources, hr, ...(lr === undefined ? [] : [lr]), ...chosen];
      const how = lr === undefined ? reduction.identity : null;
      const key = await jobIdentity([model.name, scale, dataset, name, metrics, protocol, how], files);
      const known = notes.find(key);
      if (known) {
        rows.push(known);
        continue;
      }
      const decoded = await decodeImage(hr, WHOLE);
      const original = lr === undefined ? reduction.seen(decoded) : decoded;
      const picture =
        lr === undefined
          ? await ofPicture(hr, reduction.reduce(divisible(original, scale, hr), scale, name))
          : await decodeImage(lr, WHOLE);
      const beside = await Promise.all(chosen.map((file) => decodeImage(file, WHOLE)));
      const start = performance.now();
      const result = await contender.upscale(picture, beside);
      const seconds = (performance.now() - start) / 1000;
      const truth = originalOf(original, picture, scale);
      const values = await ofPicture(hr, evaluate(result, truth, measuring));
      const row = { dataset, picture: name, model: model.name, values, seconds };
      await notes.add(key, row);
      rows.push(row);
    }
  }
  reporter.endProgress();
  return rows;
};
