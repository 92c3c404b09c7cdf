import { UsageError } from './shared/usage-error';

const USAGE = `Usage: npm run bench -- <name> [options]

  all       everything that the READMEs show, some 25 minutes on two cores
              --json FILE     where to write what was measured
              --dataset NAME=DIR   for 'quality', may be repeated
              --quick         small cases once, to see that everything runs
  render    puts the tables of such files into the READMEs
              FILE...         as 'all' wrote them, one for each machine or Node
  upscale   srkit, stock tfjs-wasm, onnxruntime-web and onnxruntime-node on the same picture and weights
              --quick         one run instead of three
              --only TEXT     only cases whose name contains TEXT, such as 256 or RRDBNet
              --model FILE    instead of srkit-compact-x4
              --json FILE     write everything that was measured
  degrade   the second-order degradation of 400x400 pictures, beside PyTorch
              --quick         one recipe of each kind
  datasets  training samples a second, from files to batches, beside torch's DataLoader
              --pictures DIR  photos, default ../shared/data/train/bsds400
              --count N       samples that count, default 240
              --only TEXT     only cases whose name contains TEXT: group, degraded
              --growth        10,000 groups, then 2,000 degraded samples: does the memory grow, are the hashes of their
                              parts the same on 1, 2 and 4 threads and after a kill
              --quick         a few batches of each kind
  backend   the srkit-wasm backend: its inner loop beside the machine's peak, networks and training steps beside
            PyTorch, stock tf.layers models beside tfjs-wasm
              --quick         small cases once
              --only TEXT     only cases whose name contains TEXT
  memory    peak resident memory of the srkit command on a large picture
              --size WxH      size of the input, default 3000x2000
              --model FILE    instead of srkit-compact-x4
  lmr       srkit dataset build-lmr on a made-up reconstruction: time and peak memory
              --photos N      default 5000
              --points N      default 2000000
  ops       deformable convolution, matching and the multi-reference network, beside PyTorch
              --quick         small cases once
              --only TEXT     only cases whose name contains TEXT
  matching  photos of one place with a COLMAP reconstruction: true points that are matched, and what coarse to fine loses
              --scene DIR     with images/ and sparse/, default ../shared/data/sceaux
              --width N       pixels of the photos, default 480
              --pairs N       pairs of photos, default 6
              --extractor FILE  a trained extractor as well
              --references N  instead: what the first 1, 2, ... N neighbours of a photo match of its points
  refsr     RefUpscaler: time and memory by the picture's area, the references' area and their number; beside PyTorch;
            and what takes the time
              --only TEXT     only cases whose name contains TEXT
              --full          500x400 with five references of 2000x1500 alone
              --quick         small cases once
  tiles     how far tiles with narrow halos, and bands, are from the picture in one piece
              PICTURE...      RGB pictures; the middle of each is taken
              --model FILE    instead of srkit-compact-x4
              --size WxH      of the middle, default 384x320
              --memory MIB    for the bands, default 150
              --draw FILE     where to draw the last picture's tiles, one piece, and their difference
  train     steps of the papers' trainings through Trainer, beside PyTorch; what waits for the loader; memory of many steps
              --quick         small cases once
              --only TEXT     only cases whose name contains TEXT
              --pictures DIR  photos to degrade on the way; drawn ones by default
  workers   pictures over 1, 2 and 4 processes, two of which are killed, sharing a folder and by a queue on Redis
              --count N       pictures, default 500
              --quick         60 pictures
  quality   PSNR on folders of *_HR.png / *_LR.png pairs, against bicubic
              --dataset NAME=DIR   may be repeated
              --model FILE    instead of srkit-compact-x4
  zoo       every network that srkit runs: size, work, PSNR and time side by side, and a crop of each
              --weights DIR   checkpoints of others; may be repeated. Networks inside srkit are there anyway
              --dataset NAME=DIR   may be repeated
              --render FILE   the page to put the table into; the crops go to images/zoo.png beside it
              --quick         time a small picture`;

/** Loaded when asked for, so that one bench does not pay for the imports of another. */
const COMMANDS: Readonly<Record<string, () => Promise<(args: string[]) => Promise<number>>>> = {
  all: async () => (await import('./figures/bench-all')).benchAll,
  render: async () => (await import('./figures/render-readmes')).renderReadmes,
  upscale: async () => (await import('./upscale/bench-upscale')).benchUpscale,
  datasets: async () => (await import('./datasets/bench-datasets')).benchDatasets,
  degrade: async () => (await import('./degrade/bench-degrade')).benchDegrade,
  backend: async () => (await import('./backend/bench-backend')).benchBackend,
  lmr: async () => (await import('./lmr/bench-lmr')).benchLmr,
  matching: async () => (await import('./matching/bench-matching')).benchMatching,
  memory: async () => (await import('./memory/bench-memory')).benchMemory,
  ops: async () => (await import('./ops/bench-ops')).benchOps,
  refsr: async () => (await import('./refsr/bench-refsr')).benchRefsr,
  tiles: async () => (await import('./tiles/bench-tiles')).benchTiles,
  train: async () => (await import('./train/bench-train')).benchTrain,
  workers: async () => (await import('./workers/bench-workers')).benchWorkers,
  zoo: async () => (await import('./zoo/bench-zoo')).benchZoo,
  quality: async () => (await import('./quality/bench-quality')).benchQuality,
};

const main = async ([name = '', ...args]: string[]): Promise<number> => {
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const wantsHelp = name === '--help' || name === '-h';
  if (load && !args.includes('--help')) return (await load())(args);
  if (name && !load && !wantsHelp) console.error(`There is no bench '${name}'.\n`);
  console.error(USAGE);
  return load || wantsHelp ? 0 : 2;
};

/** What `parseArgs` throws for an unknown or incomplete option. */
const isArgumentError = (error: unknown): error is Error =>
  error instanceof TypeError && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const wrongUse = error instanceof UsageError || isArgumentError(error);
    console.error(wrongUse ? `${error.message}\n\n${USAGE}` : error);
    process.exit(wrongUse ? 2 : 1);
  },
);
