import { parseArgs } from 'node:util';
import { decodeImage, type Raster } from '@srkit/image';
import { evaluate, originalOf, type Protocol, resizeBicubic } from '@srkit/metrics';
import { loadModel } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import { type BenchmarkFiles, listBenchmark } from '../../../../apps/cli/src/eval/list-benchmark';
import type { Score } from '../figures/figure';
import { userPath } from '../shared/folders';
import { modelSource } from '../shared/load-model-state';
import { table } from '../shared/table';
import { UsageError } from '../shared/usage-error';
import { useWasm } from '../shared/use-wasm';

interface Dataset {
  readonly name: string;
  readonly folder: string;
}

/** What `--dataset NAME=DIR` says, each time that it is given. */
export const parseDatasets = (given: readonly string[]): Dataset[] =>
  given.map((text) => {
    const [, name, folder] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (!name || !folder) throw new UsageError(`--dataset is '${text}', expected NAME=DIR.`);
    return { name, folder: userPath(folder) };
  });

const score = async (upscaler: Upscaler, scale: number, { name, hr, lr }: BenchmarkFiles): Promise<Score> => {
  const reduced = await decodeImage(lr!);
  const original = originalOf(await decodeImage(hr), reduced, scale);
  const { image } = await upscaler.upscale(reduced);
  // The customary crop: as many pixels as the scale.
  const protocol: Protocol = { channel: 'y', crop: scale };
  const of = async (result: Raster): Promise<number> =>
    (await evaluate(result, original, { metrics: ['psnr'], protocol })).psnr!;
  return { name, bicubic: await of(resizeBicubic(reduced, scale)), model: await of(image) };
};

const meanOf = (name: string, scores: readonly Score[]): Score => {
  const mean = (pick: (s: Score) => number): number =>
    scores.reduce((sum, s) => sum + pick(s), 0) / scores.length;
  return { name, bicubic: mean((s) => s.bicubic), model: mean((s) => s.model) };
};

const row = ({ name, bicubic, model }: Score): string[] => [
  name,
  bicubic.toFixed(2),
  model.toFixed(2),
  `${model >= bicubic ? '+' : ''}${(model - bicubic).toFixed(2)}`,
];

/** The means over each data set; every picture is printed as it comes. */
export const measureQuality = async (datasets: readonly Dataset[], file?: string): Promise<Score[]> => {
  const { name: modelName, source } = modelSource(file);
  await useWasm();
  const model = await loadModel(source);
  const { scale } = model.network;
  const upscaler = new Upscaler(model);
  console.log(`${modelName}, x${scale}: PSNR in dB on Y, ${scale} pixels cropped at each border`);
  const means: Score[] = [];
  for (const { name, folder } of datasets) {
    const scores: Score[] = [];
    for (const pair of await listBenchmark(folder, scale, true)) {
      scores.push(await score(upscaler, scale, pair));
      console.error(`  ${name} ${pair.name}`);
    }
    means.push(meanOf(name, scores));
    console.log(`\n${table([name, 'bicubic', 'model', 'gain'], scores.map(row))}`);
  }
  model.dispose();
  return means;
};

/** `npm run bench -- quality`. */
export const benchQuality = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: { dataset: { type: 'string', multiple: true, default: [] }, model: { type: 'string' } },
  });
  const datasets = parseDatasets(values.dataset);
  if (datasets.length === 0) throw new UsageError('Give at least one --dataset NAME=DIR.');
  const means = await measureQuality(datasets, values.model);
  console.log(`\n${table(['mean', 'bicubic', 'model', 'gain'], means.map(row))}`);
  return 0;
};
