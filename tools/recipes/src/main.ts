import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { loadStateDict, type StateDict } from '@srkit/checkpoints';
import {
  interpolateStateDicts,
  type LoadedModel,
  loadModel,
  type SRVGGNetCompactConfig,
} from '@srkit/models';
import type { RepBranch } from '@srkit/nn';
import { averagedPixels } from './averaged-pixels';
import { createCropper } from './crop-batch';
import { degradePictures, inProcesses } from './degrade-pictures';
import { startDevice } from './device';
import { drawCurve } from './draw-curve';
import { PHOTO_NETWORK, photoSets } from './photo';
import { croppedTo, type Pictures, readPictures, readRawPictures } from './pictures';
import { PSNR_NETWORK, plainLearner, taughtBy, wideLearner } from './psnr';
import { loadStudent, REF_STAGES, type RefStage, trainRef } from './ref';
import { makeSamples } from './ref-samples';
import { makeSquares } from './ref-squares';
import { train } from './train';
import { makeTrainingSets, type TrainingSet } from './training-set';

const USAGE = `Usage: npm run recipes -- psnr --pictures DIR --out RUN [options]
       npm run recipes -- degrade --pictures DIR --out LQ [options]
       npm run recipes -- photo --pictures DIR --lq LQ --teacher FILE --out RUN [options]
       npm run recipes -- squares --pictures DIR --out DATA
       npm run recipes -- samples --pictures DIR --after RUN --out DATA [--scenes LMR]
       npm run recipes -- ref STAGE --data DATA --out RUN [--after RUN] [options]
       npm run recipes -- curve RUN/curve.csv PICTURE.svg
Trains srkit-psnr-x4 or srkit-photo-x4, and goes on with the run in --out if there is one; draws the loss of a run.
  --pictures DIR   pictures of one size
  --raw FILE       or: RGB pictures one after the other, as wide and high as --size says
  --size WxH       of those, default 481x321
  --most N         pictures, the first ones
  --seed N         default 0
psnr and photo:
  --out RUN        run.safetensors (to go on), model.safetensors (the average, folded), curve.csv
  --backend NAME   webgpu (default) or srkit-wasm
  --steps N        of the whole run, default 60000
  --seconds N      ends it earlier; the learning rate then falls with the time. Default: no limit
  --until TIME     the same, at a time in seconds since 1970
  --batch N        squares of a step, default 20
  --side N         of a square in pixels of the reduced picture, default 64
  --lr N           default 1e-3, falling along half a cosine
  --l2 SHARE       of the run with the squared difference, at its end. Default 0.1 (psnr), 0 (photo)
  --scale N        4 (default), 2 or 1
  --features N, --convolutions N   of the network, default ${PSNR_NETWORK.numFeat} and ${PSNR_NETWORK.numConv} (psnr), ${PHOTO_NETWORK.numFeat} and ${PHOTO_NETWORK.numConv} (photo)
  --branches LIST  of every convolution between the first and the last while it learns, such as 3x3,1x1-3x3,identity.
                   Default: none, one filter that begins as the identity
  --from FILE      weights to begin with; of a larger scale their pixels are averaged
  --ema N          decay of the average of the weights in a step, default 0.999
  --save-every N   seconds, default 60
  --log-every N    steps, default 100
psnr:
  --sizes LIST     sizes of the pictures to learn from, default 1,0.75
  --grids N        grids of rows, and of columns, to reduce them on, 1 to 4. Default 4
  --teacher FILE, --teacher-share N   a network whose outputs are part of what is learned, and which part, default 0.8
degrade:
  --out LQ         a file of pictures for each kind of input
  --count N        of them all, default 8000
  --workers N      processes, default: as many as there are cores
photo:
  --lq LQ          what degrade made of the same pictures
  --teacher FILE   a network whose outputs are learned
  --denoise-model FILE, --denoise N   its second checkpoint, and the strength to interpolate them with, default 0.7
  --teacher-share N   of the target where there is a ground truth, 0 to 1, default 0.8
  --sharpen N      how much the teacher's outputs are sharpened, default 0
squares, samples: what srkit-ref-x4 learns from
  --out DATA       squares for its extractor; samples of a square and five references for the rest
  --count N        default 400 (squares), 1000 (samples)
  --after RUN      samples: the run of the student, which finds what lies where
  --scenes LMR     samples: what srkit dataset build-lmr made of real scenes; half of the samples are of those
ref, for srkit-ref-x4, with --backend; STAGE is teacher, student or restoration:
  --data DATA      what squares made; for restoration what samples did
  --after RUN      the run of the stage before
  --from RUN       restoration: an earlier run to begin with
  --base FILE      restoration: the compact network whose picture is refined, default srkit-psnr-x4
  --steps N, --batch N, --lr N, --seed N`;

const OPTIONS = {
  pictures: { type: 'string' },
  raw: { type: 'string' },
  size: { type: 'string', default: '481x321' },
  lq: { type: 'string' },
  count: { type: 'string' },
  scenes: { type: 'string' },
  data: { type: 'string' },
  after: { type: 'string' },
  base: { type: 'string' },
  workers: { type: 'string', default: String(availableParallelism()) },
  part: { type: 'string' },
  teacher: { type: 'string' },
  'denoise-model': { type: 'string' },
  denoise: { type: 'string', default: '0.7' },
  'teacher-share': { type: 'string', default: '0.8' },
  sharpen: { type: 'string', default: '0' },
  out: { type: 'string' },
  backend: { type: 'string', default: 'webgpu' },
  steps: { type: 'string', default: '60000' },
  seconds: { type: 'string', default: 'Infinity' },
  until: { type: 'string', default: 'Infinity' },
  batch: { type: 'string', default: '20' },
  side: { type: 'string' },
  lr: { type: 'string', default: '1e-3' },
  l2: { type: 'string' },
  sizes: { type: 'string', default: '1,0.75' },
  grids: { type: 'string', default: '4' },
  scale: { type: 'string', default: '4' },
  features: { type: 'string' },
  convolutions: { type: 'string' },
  branches: { type: 'string' },
  from: { type: 'string' },
  ema: { type: 'string', default: '0.999' },
  seed: { type: 'string', default: '0' },
  'save-every': { type: 'string', default: '60' },
  'log-every': { type: 'string', default: '100' },
  most: { type: 'string', default: 'Infinity' },
  help: { type: 'boolean', default: false },
} as const;

/** The folder that what Node was started with is relative to. */
const STARTED_IN = process.cwd();

/** Pictures that `degrade` makes. */
const DEGRADED = 8000;

const parse = () => parseArgs({ options: OPTIONS, allowPositionals: true });
type Values = ReturnType<typeof parse>['values'];

/** What a recipe learns from, and what. */
interface Recipe {
  readonly network: typeof PSNR_NETWORK;
  readonly l2: number;
  /** Whether the options say all that it needs beside pictures. */
  readonly isGiven: (values: Values) => boolean;
  readonly sets: (values: Values) => Promise<TrainingSet[]>;
}

const sidesOf = (size: string): [width: number, height: number] =>
  size.split('x').map(Number) as [number, number];

const picturesOf = ({ raw, pictures, size, most }: Values): Promise<Pictures> =>
  raw
    ? readRawPictures(raw, ...sidesOf(size), Number(most))
    : readPictures(pictures as string, { most: Number(most) });

const loadTeacher = async (values: Values, scale?: number): Promise<LoadedModel> => {
  const { teacher, 'denoise-model': partner } = values;
  if (!partner) return loadModel(teacher as string, scale === undefined ? {} : { scale });
  const strength = Number(values.denoise);
  const [first, second] = [await loadStateDict(teacher as string), await loadStateDict(partner)];
  return loadModel(
    interpolateStateDicts(first, second, [strength, 1 - strength]),
    scale === undefined ? {} : { scale },
  );
};

const psnrSets = async (values: Values): Promise<TrainingSet[]> => {
  const sets = makeTrainingSets(await picturesOf(values), {
    scale: Number(values.scale),
    sizes: values.sizes.split(',').map(Number),
    grids: Number(values.grids),
  });
  if (!values.teacher) return sets;
  const teacher = await loadTeacher(values, Number(values.scale));
  const taught = taughtBy(teacher.network, Number(values['teacher-share']), sets);
  teacher.dispose();
  return taught;
};

const photoSetsOf = async (values: Values): Promise<TrainingSet[]> => {
  const teacher = await loadTeacher(values);
  const sets = await photoSets(await picturesOf(values), values.lq as string, {
    teacher: teacher.network,
    share: Number(values['teacher-share']),
    sharpen: Number(values.sharpen),
    scale: Number(values.scale),
  });
  teacher.dispose();
  return sets;
};

const RECIPES: Readonly<Record<string, Recipe>> = {
  psnr: {
    network: PSNR_NETWORK,
    l2: 0.1,
    isGiven: () => true,
    sets: psnrSets,
  },
  photo: {
    network: PHOTO_NETWORK,
    l2: 0,
    isGiven: ({ lq, teacher }) => Boolean(lq && teacher),
    sets: photoSetsOf,
  },
};

/** Weights to begin with, those of a larger scale averaged. */
const startOf = async (file: string, scale: number): Promise<StateDict> => {
  const { architecture, network, dispose } = await loadModel(file);
  const weights = await network.stateDict();
  dispose();
  const given = architecture.name === 'SRVGGNetCompact' ? (architecture.config.upscale ?? 4) : scale;
  return averagedPixels(weights, given, scale);
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
    upscale: Number(values.scale),
  };
  const from = values.from ? await startOf(values.from, network.upscale) : undefined;
  const count = new Map(sets.map(({ gt }) => [gt.id, gt.shape] as const));
  const sizes = [...count.values()].map(([n, height, width]) => `${n} ${width}x${height}`);
  const ready = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${device}: pictures ${sizes.join(', ')}; ${sets.length} sets, ready after ${ready} s`);
  const place = await train({
    make: values.branches
      ? wideLearner(network, values.branches.split(',') as RepBranch[], seed)
      : plainLearner(network, seed, from),
    sets,
    crop,
    seed,
    batch: Number(values.batch),
    side: Number(values.side ?? 64),
    lr: Number(values.lr),
    steps: Number(values.steps),
    seconds: Number(values.seconds),
    until: Number(values.until),
    l2: Number(values.l2 ?? l2),
    warmUp: 0.01,
    emaDecay: Number(values.ema),
    emaEvery: 20,
    out: values.out as string,
    saveEvery: Number(values['save-every']),
    logEvery: Number(values['log-every']),
    log: console.log,
  });
  console.log(`${place.step} steps in ${place.seconds.toFixed(0)} s`);
};

const refStage = async (stage: RefStage, values: Values): Promise<void> => {
  await startDevice(values.backend === 'srkit-wasm' ? 'srkit-wasm' : 'webgpu');
  const { data, out, after, from, base } = values;
  await trainRef(stage, {
    data: data as string,
    out: out as string,
    after,
    from,
    base,
    seed: Number(values.seed),
    steps: Number(values.steps),
    batch: Number(values.batch),
    lr: Number(values.lr),
    log: console.log,
  });
};

const samples = async (values: Values): Promise<void> => {
  await startDevice('srkit-wasm');
  const extractor = await loadStudent(values.after as string);
  await makeSamples(await picturesOf(values), values.out as string, {
    seed: Number(values.seed),
    count: Number(values.count ?? 1000),
    scenes: values.scenes,
    extractor,
    log: console.log,
  });
};

const degrade = async (values: Values): Promise<void> => {
  const begun = performance.now();
  const parts = Number(values.workers);
  if (values.part === undefined) {
    await inProcesses(parts, STARTED_IN);
    const seconds = (performance.now() - begun) / 1000;
    const rate = (Number(values.count ?? DEGRADED) / seconds).toFixed(0);
    console.log(`${values.count ?? DEGRADED} pictures in ${seconds.toFixed(1)} s, ${rate} a second`);
    return;
  }
  await startDevice('srkit-wasm');
  await degradePictures(croppedTo(await picturesOf(values), 8), values.out as string, {
    count: Number(values.count ?? DEGRADED),
    seed: Number(values.seed),
    part: Number(values.part),
    parts,
  });
};

const main = async (): Promise<number> => {
  // npm starts it in this workspace; paths are meant from where npm was called.
  process.chdir(process.env['INIT_CWD'] ?? STARTED_IN);
  const { values, positionals } = parse();
  const [command = '', curve, picture] = positionals;
  if (command === 'curve' && curve && picture) {
    await writeFile(picture, drawCurve(await readFile(curve, 'utf8'), 'training loss over the steps'));
    return 0;
  }
  const hasPictures = Boolean(values.out && (values.pictures || values.raw));
  if (command === 'degrade' && hasPictures) {
    await degrade(values);
    return 0;
  }
  if (command === 'squares' && hasPictures) {
    await makeSquares(await picturesOf(values), values.out as string, {
      seed: Number(values.seed),
      count: Number(values.count ?? 400),
    });
    return 0;
  }
  if (command === 'samples' && hasPictures && values.after) {
    await samples(values);
    return 0;
  }
  const stage = REF_STAGES.find((name) => name === curve);
  if (command === 'ref' && stage && values.data && values.out) {
    await refStage(stage, values);
    return 0;
  }
  const recipe = Object.hasOwn(RECIPES, command) ? RECIPES[command] : undefined;
  if (values.help || !recipe || !hasPictures || !recipe.isGiven(values)) {
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
