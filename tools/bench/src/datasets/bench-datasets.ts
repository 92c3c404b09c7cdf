import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openDataset } from '@srkit/datasets';
import { cropRaster, decodeImage, type Raster, writeImage } from '@srkit/image';
import { bundle } from '../../../../scripts/quick-build.mjs';
import { jobText, makeJob, WARM_UP } from '../degrade/job';
import type { Figure } from '../figures/figure';
import { terminalTable } from '../figures/figures-table';
import { drawPicture } from '../shared/draw-picture';
import { ROOT, userPath } from '../shared/folders';
import { describeMachine, machineLines } from '../shared/machine';
import { findPython, runJson } from '../shared/run-json';
import { withTemporaryFolder } from '../shared/temporary-folder';
import { measureGrowth } from './bench-growth';
import type { LoaderJob, LoaderTimes } from './job';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const GROUP_SIDE = 160;
const GROUP_BATCH = 4;
const MEMBERS = ['target', 'H', 'M1', 'M2', 'L1', 'L2'];

/** A degraded sample takes as long as twenty groups: so large a part of `--growth` are of these. */
const GROWTH_DEGRADED = 0.2;

/** CUFED-like groups cut out of photos, with LMR's table. */
const layOutGroups = async (root: string, photos: readonly Raster[]) => {
  await mkdir(join(root, '0000'), { recursive: true });
  const centres = `"[${GROUP_SIDE / 2}, ${GROUP_SIDE / 2}]"`;
  const rows = [[...MEMBERS, ...MEMBERS.map((_, i) => `p${i}`), 'scene'].join(',')];
  const files: string[][] = [];
  for (const [number, photo] of photos.entries()) {
    const names: string[] = [];
    for (const [i, member] of MEMBERS.entries()) {
      const left = Math.floor(((photo.width - GROUP_SIDE) * i) / MEMBERS.length);
      const window = { top: photo.height - GROUP_SIDE - i, left, height: GROUP_SIDE, width: GROUP_SIDE };
      const name = `${number}_${member}.png`;
      await writeImage(join(root, '0000', name), cropRaster(photo, window), { format: 'png' });
      names.push(name);
    }
    rows.push([...names, ...MEMBERS.map(() => centres), '0000'].join(','));
    files.push(names.map((name) => `0000/${name}`));
  }
  await writeFile(join(root, 'list.csv'), `${rows.join('\n')}\n`);
  return files;
};

/** `npm run bench -- datasets`. */
export const benchDatasets = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      pictures: { type: 'string' },
      count: { type: 'string' },
      only: { type: 'string', default: '' },
      growth: { type: 'boolean', default: false },
    },
  });
  const { growth } = values;
  const [usual, least] = growth ? [10_000, 240] : [240, 24];
  const count = values.quick ? least : Number(values.count ?? usual);
  const machine = describeMachine();
  const threads = availableParallelism();
  const python = growth ? undefined : findPython('torch, cv2');
  if (!python && !growth)
    console.error(
      'No Python has PyTorch and OpenCV (Debian: python3-torch, python3-opencv). They are NOT measured.',
    );
  const built = join(ROOT, 'out/bench-datasets');
  await rm(built, { recursive: true, force: true });
  const source = growth ? 'growth-child' : 'srkit-child';
  await bundle([path(`./${source}.ts`)], built);
  const child = join(built, `dist/${source}.js`);
  let isSound = true;
  const processor: string[] = [];
  const figures = await withTemporaryFolder(async (folder): Promise<Figure[]> => {
    let photos = userPath(values.pictures ?? join(ROOT, '../shared/data/train/bsds400'));
    if (!existsSync(photos)) {
      console.error(`There are no photos in '${photos}'; drawn ones are taken.`);
      photos = join(folder, 'drawn');
      await mkdir(photos);
      for (let i = 0; i < 12; i++)
        await writeImage(join(photos, `${i}.png`), drawPicture(481, 321), { format: 'png' });
    }
    const { names } = await openDataset({ type: 'images', root: photos });
    const some: Raster[] = [];
    for (const name of names.slice(0, 40)) some.push(await decodeImage(join(photos, name)));
    const groups = join(folder, 'groups');
    const recipes = makeJob('', 400, 1, threads, 40);
    const { recipes: drawn } = recipes;
    const { weights } = JSON.parse(jobText(recipes)) as { weights: LoaderJob['weights'] };
    const common = {
      threads,
      ahead: 2 * threads + 1,
      // A stream that is short fills a small one early.
      cacheBytes: growth && values.quick ? 2 ** 24 : 2 ** 28,
      list: 'list.csv',
      recipes: drawn.slice(WARM_UP),
      weights: weights.slice(WARM_UP),
    };
    const all: Record<string, LoaderJob> = {
      'a group of a 160x160 target and five references': {
        ...common,
        kind: 'groups',
        root: groups,
        files: await layOutGroups(groups, some),
        batch: GROUP_BATCH,
        count,
        gtSize: GROUP_SIDE,
      },
      'a 400x400 square, degraded': {
        ...common,
        kind: 'degraded',
        root: photos,
        files: names.map((name) => [name]),
        batch: 12,
        count,
        gtSize: 256,
      },
    };
    const jobs = Object.entries(all).filter(([name]) => name.includes(values.only));
    const made: Figure[] = [];
    if (growth) {
      for (const [name, job] of jobs) {
        const samples = job.kind === 'degraded' ? Math.ceil(count * GROWTH_DEGRADED) : count;
        isSound = (await measureGrowth(name, { ...job, count: samples }, child, folder)) && isSound;
      }
      return [];
    }
    for (const [name, job] of jobs) {
      const file = join(folder, 'job.json');
      const entry = async (contender: string, run: () => LoaderTimes) => {
        console.error(`${contender}: ${name}...`);
        const { seconds, processorSeconds, peakBytes } = run();
        if (processorSeconds !== null) {
          const each = ((1000 * processorSeconds) / job.count).toFixed(2);
          processor.push(`${name}, ${contender}: ${each} ms of a processor for a sample`);
        }
        return { contender, seconds: [seconds / job.count], peakBytes };
      };
      await writeFile(file, JSON.stringify(job));
      const srkit = () => runJson<LoaderTimes>(process.execPath, [child, file]);
      const entries = [await entry('srkit', srkit)];
      await writeFile(file, JSON.stringify({ ...job, cacheBytes: 0 }));
      made.push({
        name,
        entries: [
          ...entries,
          await entry('srkit, every picture decoded each time', srkit),
          ...(python
            ? [await entry("torch's DataLoader", () => runJson(python, [path('./pytorch.py'), file]))]
            : []),
        ],
      });
    }
    return made;
  });
  console.log(machineLines(machine).join('\n'));
  if (growth) return isSound ? 0 : 1;
  console.log(terminalTable(figures));
  // What a busy machine changes least.
  console.log(processor.join('\n'));
  return 0;
};
