import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadModel, type SRVGGNetCompactConfig } from '@srkit/models';
import type { RepBranch } from '@srkit/nn';
import { createCropper } from './crop-batch';
import { startDevice } from './device';
import { drawCurve } from './draw-curve';
import { PHOTO_NETWORK, pairSet, withTeacher } from './photo';
import { type Pictures, readPictures, readRawPictures } from './pictures';
import { PSNR_NETWORK, plainLearner, wideLearner } from './psnr';
import { train } from './train';
import { makeTrainingSets, type TrainingSet } from './training-set';

const USAGE = `Usage: npm run recipes -- psnr --pictures DIR --out RUN [options]
       npm run recipes -- photo --pairs DIR --out RUN [options]
       npm run recipes -- curve RUN/curve.csv PICTURE.svg
Trains srkit-psnr-x4 or srkit-photo-x4, and goes on with the run in --out if there is one; draws the loss of a run.
  --out RUN        run.safetensors (to go on), model.safetensors (the average, folded), curve.csv
  --backend NAME   webgpu (default) or srkit-wasm
  --steps N        of the whole run, default 60000
  --seconds N      ends it earlier; the learning rate then falls with the time. Default: no limit
  --batch N        squares of a step, default 20
  --side N         of a square in pixels of the reduced picture, default 64
  --lr N           default 1e-3, falling along half a cosine
  --l2 SHARE       of the run with the squared difference, at its end. Default 0.1 (psnr), 0 (photo)
  --features N, --convolutions N   of the network, default ${PSNR_NETWORK.numFeat} and ${PSNR_NETWORK.numConv} (psnr), ${PHOTO_NETWORK.numFeat} and ${PHOTO_NETWORK.numConv} (photo)
  --branches LIST  of every convolution between the first and the last while it learns, such as 3x3,1x1-3x3,identity.
                   Default: none, one filter that begins as the identity
  --seed N         default 0
  --save-every N   seconds, default 60
  --log-every N    steps, default 100
  --most N         pictures, the first ones
psnr:
  --pictures DIR   pictures of one size
  --raw FILE       or: RGB pictures one after the other, as wide and high as --size says
  --size WxH       of those, default 481x321
  --sizes LIST     sizes of the pictures to learn from, default 1,0.75
  --grids N        grids of rows, and of columns, to reduce them on, 1 to 4. Default 4
photo:
  --pairs DIR      *_gt.png and *_lq.png, as srkit degrade --crop writes them
  --raw-gt FILE, --raw-lq FILE   or: such pictures one after the other, --size of the GT
  --teacher FILE   a network whose outputs on LQ are learned beside GT
  --teacher-share N   0 to 1, default 0.5`;

const OPTIONS = {
  pictures: { type: 'string' },
  raw: { type: 'string' },
  size: { type: 'string' },
  pairs: { type: 'string' },
  'raw-gt': { type: 'string' },
  'raw-lq': { type: 'string' },
  teacher: { type: 'string' },
  'teacher-share': { type: 'string', default: '0.5' },
  out: { type: 'string' },
  backend: { type: 'string', default: 'webgpu' },
  steps: { type: 'string', default: '60000' },
  seconds: { type: 'string', default: 'Infinity' },
  batch: { type: 'string', default: '20' },
  side: { type: 'string', default: '64' },
  lr: { type: 'string', default: '1e-3' },
  l2: { type: 'string' },
  sizes: { type: 'string', default: '1,0.75' },
  grids: { type: 'string', default: '4' },
  features: { type: 'string' },
  convolutions: { type: 'string' },
  branches: { type: 'string' },
  seed: { type: 'string', default: '0' },
  'save-every': { type: 'string', default: '60' },
  'log-every': { type: 'string', default: '100' },
  most: { type: 'string', default: 'Infinity' },
  help: { type: 'boolean', default: false },
} as const;

const parse = () => parseArgs({ options: OPTIONS, allowPositionals: true });
type Values = ReturnType<typeof parse>['values'];

/** What a recipe learns from, and what. */
interface Recipe {
  readonly network: typeof PSNR_NETWORK;
  readonly l2: number;
  /** Whether the options say where the pictures are. */
  readonly isGiven: (values: Values) => boolean;
  readonly sets: (values: Values) => Promise<TrainingSet[]>;
}

const sidesOf = (size: string): [width: number, height: number] =>
  size.split('x').map(Number) as [number, number];

const psnrSets = async (values: Values): Promise<TrainingSet[]> => {
  const pictures = values.raw
    ? await readRawPictures(values.raw, ...sidesOf(values.size ?? '481x321'))
    : await readPictures(values.pictures as string, { most: Number(values.most) });
  return makeTrainingSets(pictures, {
    scale: 4,
    sizes: values.sizes.split(',').map(Number),
    grids: Number(values.grids),
  });
};

const photoSets = async (values: Values): Promise<TrainingSet[]> => {
  const most = Number(values.most);
  const [width, height] = sidesOf(values.size ?? '256x256');
  const read = (raw: string | undefined, by: number, ending: RegExp): Promise<Pictures> =>
    raw
      ? readRawPictures(raw, width / by, height / by)
      : readPictures(values.pairs as string, { most, ending });
  const set = pairSet(
    await read(values['raw-gt'], 1, /_gt\.png$/),
    await read(values['raw-lq'], 4, /_lq\.png$/),
    4,
  );
  if (!values.teacher) return [set];
  const teacher = await loadModel(values.teacher, { scale: 4 });
  const taught = withTeacher(set, teacher.network, Number(values['teacher-share']));
  teacher.dispose();
  return [taught];
};

const RECIPES: Readonly<Record<string, Recipe>> = {
  psnr: {
    network: PSNR_NETWORK,
    l2: 0.1,
    isGiven: ({ pictures, raw }) => Boolean(pictures ?? raw),
    sets: psnrSets,
  },
  photo: {
    network: PHOTO_NETWORK,
    l2: 0,
    isGiven: (values) => Boolean(values.pairs ?? (values['raw-gt'] && values['raw-lq'])),
    sets: photoSets,
  },
};

const runRecipe = async ({ sets: setsOf, l2, ...recipe }: Recipe, values: Values): Promise<void> => {
  const begun = performance.now();
  const device = await startDevice(values.backend === 'srkit-wasm' ? 'srkit-wasm' : 'webgpu');
  const sets = await setsOf(values);
  const crop = await createCropper(sets);
  const seed = Number(values.seed);
  const network: SRVGGNetCompactConfig & typeof PSNR_NETWORK = {
    ...recipe.network,
    numFeat: Number(values.features ?? recipe.network.numFeat),
    numConv: Number(values.convolutions ?? recipe.network.numConv),
  };
  const [count, height, width] = (sets[0] as TrainingSet).gt.shape;
  const ready = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${device}: ${count} pictures ${width}x${height}, ${sets.length} sets, ready after ${ready} s`);
  const place = await train({
    make: values.branches
      ? wideLearner(network, values.branches.split(',') as RepBranch[], seed)
      : plainLearner(network, seed),
    sets,
    crop,
    seed,
    batch: Number(values.batch),
    side: Number(values.side),
    lr: Number(values.lr),
    steps: Number(values.steps),
    seconds: Number(values.seconds),
    l2: Number(values.l2 ?? l2),
    warmUp: 0.01,
    emaDecay: 0.999,
    emaEvery: 20,
    out: values.out as string,
    saveEvery: Number(values['save-every']),
    logEvery: Number(values['log-every']),
    log: console.log,
  });
  console.log(`${place.step} steps in ${place.seconds.toFixed(0)} s`);
};

const main = async (): Promise<number> => {
  const { values, positionals } = parse();
  const [command = '', curve, picture] = positionals;
  if (command === 'curve' && curve && picture) {
    await writeFile(picture, drawCurve(await readFile(curve, 'utf8'), 'training loss over the steps'));
    return 0;
  }
  const recipe = Object.hasOwn(RECIPES, command) ? RECIPES[command] : undefined;
  if (values.help || !recipe || !values.out || !recipe.isGiven(values)) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  await runRecipe(recipe, values);
  return 0;
};

// A process with Dawn in it does not end by itself.
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
