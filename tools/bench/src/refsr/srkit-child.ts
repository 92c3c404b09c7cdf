import '@srkit/backend-wasm';
import type { Raster } from '@srkit/image';
import { ContrasExtractorSep, CorrespondenceGenerationArch, MRAPARestorationNet } from '@srkit/models';
import { RefUpscaler } from '@srkit/upscale';
import { setBackend } from '@tensorflow/tfjs-core';
import { drawPicture } from '../shared/draw-picture';
import { peakMemory } from '../shared/peak-memory.mjs';
import type { RefsrCase } from './cases';
import { watchKernels } from './kernel-times';

/** What a child prints. */
export interface RefsrTimes {
  readonly seconds: readonly number[];
  /** Of all processors in the last run. */
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  /** Of the last run: until everything was matched. */
  readonly matching: number;
  readonly search: string;
  /** Seconds of each kernel in the last run, the longest first; what is left is JavaScript. */
  readonly kernels: readonly (readonly [string, number])[];
}

const names = { extractor: 'seeded', vgg: 'seeded', restoration: 'seeded' };

/** References that differ: the same drawing, moved. */
const moved = (width: number, height: number, by: number): Raster => {
  const { data } = drawPicture(width + by, height);
  const out = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    out.set(data.subarray((y * (width + by) + by) * 3, (y + 1) * (width + by) * 3), y * width * 3);
  }
  return { width, height, channels: 3, data: out };
};

/** Says on stderr how far work of minutes is. */
const tenths = (start: number) => {
  let told = 0;
  return ({ done, total }: { readonly done: number; readonly total: number }): void => {
    const tenth = Math.floor((10 * done) / total);
    const passed = (performance.now() - start) / 1000;
    if (tenth <= told || passed < 10) return;
    told = tenth;
    console.error(`    ${10 * tenth} % after ${passed.toFixed(0)} s, ${Math.round(peakMemory() / 1e6)} MB`);
  };
};

const main = async (): Promise<void> => {
  const one = JSON.parse(process.argv[2]!) as RefsrCase;
  await setBackend('srkit-wasm');
  const networks = {
    extractor: new ContrasExtractorSep({}, { seed: 1 }),
    correspondence: new CorrespondenceGenerationArch({}, { seed: 2 }),
    network: new MRAPARestorationNet({}, { seed: 3 }),
    names,
    architecture: 'MRAPARestorationNet',
  };
  const picture = drawPicture(one.width, one.height);
  const references = Array.from({ length: one.references }, (_, i) => moved(one.refWidth, one.refHeight, i));
  const times = watchKernels('srkit-wasm');
  const seconds: number[] = [];
  let [matching, search, cpuSeconds] = [0, '', 0];
  for (let run = 0; run < one.warmUp + one.runs; run++) {
    // Features that an earlier run has kept would not be computed.
    const upscaler = new RefUpscaler(networks, { minConsistency: 0 });
    times.clear();
    const before = process.cpuUsage();
    const start = performance.now();
    const onProgress = tenths(start);
    const { report } = await upscaler.upscale(picture, references, { onProgress });
    seconds.push((performance.now() - start) / 1000);
    const { user, system } = process.cpuUsage(before);
    cpuSeconds = (user + system) / 1e6;
    matching = report.milliseconds.match / 1000;
    search = report.references[0]!.search!;
  }
  const result: RefsrTimes = {
    seconds: seconds.slice(one.warmUp),
    cpuSeconds,
    peakBytes: peakMemory(),
    matching,
    search,
    kernels: [...times].sort(([, a], [, b]) => b - a),
  };
  console.log(JSON.stringify(result));
};

await main();
