import { parseArgs } from 'node:util';
import type { RepBranch } from '@srkit/nn';
import { createCropper } from './crop-batch';
import { startDevice } from './device';
import { readPictures, readRawPictures } from './pictures';
import { PSNR_NETWORK, plainLearner, wideLearner } from './psnr';
import { train } from './train';
import { makeTrainingSets } from './training-set';

const USAGE = `Usage: npm run recipes -- psnr [options]
Trains srkit-psnr-x4, and goes on with the run in --out if there is one.
  --pictures DIR   pictures of one size
  --raw FILE       or: RGB pictures one after the other, as wide and high as --size says
  --size WxH       of those, default 481x321
  --out DIR        run.safetensors (to go on), model.safetensors (the average, folded), curve.csv
  --backend NAME   webgpu (default) or srkit-wasm
  --steps N        of the whole run, default 60000
  --seconds N      ends it earlier; the learning rate then falls with the time. Default: no limit
  --batch N        squares of a step, default 20
  --side N         of a square in pixels of the reduced picture, default 64
  --lr N           default 1e-3, falling along half a cosine
  --l2 SHARE       of the run with the squared difference, at its end. Default 0.1
  --sizes LIST     sizes of the pictures to learn from, default 1,0.75
  --grids N        grids of rows, and of columns, to reduce them on, 1 to 4. Default 4
  --features N, --convolutions N   of the network, default ${PSNR_NETWORK.numFeat} and ${PSNR_NETWORK.numConv}
  --branches LIST  of every convolution between the first and the last while it learns, such as 3x3,1x1-3x3,identity.
                   Default: none, one filter that begins as the identity
  --seed N         default 0
  --save-every N   seconds, default 60
  --log-every N    steps, default 100
  --most N         pictures, the first ones`;

const OPTIONS = {
  pictures: { type: 'string' },
  raw: { type: 'string' },
  size: { type: 'string', default: '481x321' },
  out: { type: 'string' },
  backend: { type: 'string', default: 'webgpu' },
  steps: { type: 'string', default: '60000' },
  seconds: { type: 'string', default: 'Infinity' },
  batch: { type: 'string', default: '20' },
  side: { type: 'string', default: '64' },
  lr: { type: 'string', default: '1e-3' },
  l2: { type: 'string', default: '0.1' },
  sizes: { type: 'string', default: '1,0.75' },
  grids: { type: 'string', default: '4' },
  features: { type: 'string', default: String(PSNR_NETWORK.numFeat) },
  convolutions: { type: 'string', default: String(PSNR_NETWORK.numConv) },
  branches: { type: 'string' },
  seed: { type: 'string', default: '0' },
  'save-every': { type: 'string', default: '60' },
  'log-every': { type: 'string', default: '100' },
  most: { type: 'string', default: 'Infinity' },
  help: { type: 'boolean', default: false },
} as const;

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  if (values.help || positionals.join() !== 'psnr' || !values.out || !(values.pictures || values.raw)) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const begun = performance.now();
  const device = await startDevice(values.backend === 'srkit-wasm' ? 'srkit-wasm' : 'webgpu');
  const [width, height] = values.size.split('x').map(Number) as [number, number];
  const pictures = values.raw
    ? await readRawPictures(values.raw, width, height)
    : await readPictures(values.pictures as string, Number(values.most));
  const sets = makeTrainingSets(pictures, {
    scale: 4,
    sizes: values.sizes.split(',').map(Number),
    grids: Number(values.grids),
  });
  const crop = await createCropper(sets);
  const seed = Number(values.seed);
  const network = { ...PSNR_NETWORK, numFeat: Number(values.features), numConv: Number(values.convolutions) };
  console.log(
    `${device}: ${pictures.count} pictures ${pictures.width}x${pictures.height}, ${sets.length} sets, ready after ${((performance.now() - begun) / 1000).toFixed(1)} s`,
  );
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
    l2: Number(values.l2),
    warmUp: 0.01,
    emaDecay: 0.999,
    emaEvery: 20,
    out: values.out,
    saveEvery: Number(values['save-every']),
    logEvery: Number(values['log-every']),
    log: console.log,
  });
  console.log(`${place.step} steps in ${place.seconds.toFixed(0)} s`);
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
