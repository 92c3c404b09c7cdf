import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cropRaster } from '@srkit/core';
import { decodeImage, type Raster, writeImage } from '@srkit/image';
import { evaluate, originalOf, resizeBicubic } from '@srkit/metrics';
import { type LoadedModel, loadModel, SHIPPED_MODELS } from '@srkit/models';
import { Upscaler } from '@srkit/upscale';
import { listBenchmark } from '../../../../apps/cli/src/eval/list-benchmark';
import { parseDatasets } from '../quality/bench-quality';
import { ROOT, userPath } from '../shared/folders';
import { describeMachine, machineLine } from '../shared/machine';
import { table } from '../shared/table';
import { UsageError } from '../shared/usage-error';
import { useWasm } from '../shared/use-wasm';
import { drawCrops } from './draw-crops';
import { putBetweenMarks, type ZooRow, zooTable } from './zoo-table';

/** Where the crops lie, from docs/. */
const CROPS = 'images/zoo.png';
/** What is enlarged for the crops, and for how long it takes. */
const SAMPLE = join(ROOT, 'samples/harbour.png');
const CROP = { left: 120, top: 100, width: 56, height: 56 };
const PIXELS = 1e6;

type Dataset = ReturnType<typeof parseDatasets>[number];
type Enlarge = (picture: Raster) => Promise<Raster>;

const psnrOf = async (enlarge: Enlarge, scale: number, { folder }: Dataset): Promise<number> => {
  const pairs = await listBenchmark(folder, scale, undefined);
  let sum = 0;
  for (const { hr, lr } of pairs) {
    const original = await decodeImage(hr);
    const [width, height] = [original.width, original.height].map((side) => side - (side % scale));
    const whole = cropRaster(original, { left: 0, top: 0, width: width!, height: height! });
    // The folders have LR pictures of x4; of other scales they are made as those were.
    const reduced = lr !== undefined && scale === 4 ? await decodeImage(lr) : resizeBicubic(whole, 1 / scale);
    const result = await enlarge(reduced);
    const protocol = { channel: 'y', luma: 'studio', crop: scale, round: true } as const;
    const truth = originalOf(original, reduced, scale);
    sum += (await evaluate(result, truth, { metrics: ['psnr'], protocol })).psnr!;
  }
  return sum / pairs.length;
};

/** Seconds for a million pixels of output, the faster of two runs after one that warms up. */
const secondsOf = async (enlarge: Enlarge, picture: Raster): Promise<number> => {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    const { width, height } = await enlarge(picture);
    const seconds = (performance.now() - start) / 1000 / ((width * height) / PIXELS);
    if (run > 0) best = Math.min(best, seconds);
  }
  return best;
};

interface Candidate {
  readonly name: string;
  readonly open: () => Promise<LoadedModel>;
}

const candidates = async (folders: readonly string[]): Promise<Candidate[]> => {
  const shipped = SHIPPED_MODELS.map(({ name, url }) => ({ name, open: () => loadModel(url()) }));
  const files: Candidate[] = [];
  for (const folder of folders) {
    for (const file of (await readdir(folder)).sort()) {
      if (!/\.(pth|safetensors)$/.test(file) || /deflated/.test(file)) continue;
      files.push({
        name: file.replace(/\.[^.]+$/, ''),
        open: () => loadModel(join(folder, file)),
      });
    }
  }
  return [...shipped, ...files];
};

/** `npm run bench -- zoo`. */
export const benchZoo = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: {
      weights: { type: 'string', multiple: true, default: [] },
      dataset: { type: 'string', multiple: true, default: [] },
      render: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  });
  const datasets = parseDatasets(values.dataset);
  if (datasets.length === 0) throw new UsageError('Give at least one --dataset NAME=DIR.');
  await useWasm();
  const sample = await decodeImage(SAMPLE);
  const timed = values.quick ? cropRaster(sample, CROP) : sample;
  const cropped = cropRaster(sample, CROP);
  const rows: ZooRow[] = [];
  const crops: Raster[] = [];
  const measure = async (
    facts: Omit<ZooRow, 'psnr' | 'secondsPerMegapixel' | 'crop'>,
    enlarge: Enlarge,
    isTimed: boolean,
  ) => {
    const psnr: Record<string, number> = {};
    for (const dataset of datasets) psnr[dataset.name] = await psnrOf(enlarge, facts.scale, dataset);
    if (facts.scale === 4) crops.push(await enlarge(cropped));
    const crop = facts.scale === 4 ? crops.length : undefined;
    const secondsPerMegapixel = isTimed ? await secondsOf(enlarge, timed) : undefined;
    rows.push({ ...facts, psnr, secondsPerMegapixel, crop });
    console.error(`  ${facts.name}`);
  };
  for (const scale of [4, 2]) {
    await measure(
      { name: `bicubic x${scale}`, architecture: '', scale, parameters: 0, multiplyAdds: 0 },
      async (picture) => resizeBicubic(picture, scale),
      false,
    );
  }
  for (const { name, open } of await candidates(values.weights.map(userPath))) {
    const model = await open();
    const { network, architecture } = model;
    const upscaler = new Upscaler(model);
    await measure(
      {
        name,
        architecture: architecture.name,
        scale: network.scale,
        parameters: network.parameterCount,
        multiplyAdds: (network.graph.facts.multiplyAdds * 1280 * 720) / network.scale ** 2,
      },
      async (picture) => (await upscaler.upscale(picture)).image,
      true,
    );
    model.dispose();
  }
  const names = datasets.map(({ name }) => name);
  const cells = zooTable(rows, names);
  console.log(table(cells[0]!, cells.slice(1)));
  if (values.render !== undefined) {
    const file = userPath(values.render);
    const text = putBetweenMarks(await readFile(file, 'utf8'), cells, machineLine(describeMachine()));
    await writeFile(file, text);
    await writeImage(join(file, '..', CROPS), drawCrops(crops), { format: 'png', overwrite: true });
  }
  return 0;
};
