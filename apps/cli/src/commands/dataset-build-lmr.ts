import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { BuiltScene, LmrOptions, LmrScene, ScaleRatioKind } from '@srkit/datasets/lmr';
import { itemsOfShard, Ledgers, parseShard } from '@srkit/jobs';
import { type Command, Option } from 'commander';
import { EXIT, EXIT_CODES_HELP, type ExitCode, usageError } from '../errors';
import { checkOutputFolder } from '../job/collisions';
import { counted, finishedJobs, runPictureJob } from '../job/run-picture-job';
import type { SceneItem } from '../lmr/scene-item';
import { integerBetween, numberBetween, SHARD_HELP } from '../options';
import type { Run } from '../run';
import { Reporter } from '../terminal/reporter';
import { printJson } from '../terminal/streams';

/** Options that say which scenes. */
export interface LmrSceneFlags {
  readonly sparse?: string;
  readonly images?: string;
  readonly scene?: string;
  readonly megadepth?: string;
  readonly pairsFromMatching?: true;
  readonly limit?: number;
}

/** Options that say which groups. */
export interface LmrGroupFlags {
  readonly seed?: number;
  readonly patch?: number;
  readonly perPhoto?: number;
  readonly fill?: true;
  readonly testShare?: number;
  readonly scaleRatio?: ScaleRatioKind;
  readonly minOverlap?: number;
  readonly minScaleRatio?: number;
  readonly tolerant?: true;
}

/** `srkit dataset build-lmr`'s options as commander gives them. */
interface BuildLmrFlags extends LmrSceneFlags, LmrGroupFlags {
  readonly output: string;
  readonly patches?: true;
  readonly workers?: number;
  readonly shard?: string;
  readonly dryRun?: true;
  readonly overwrite?: true;
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

const EXAMPLES = `
Examples:
  srkit dataset build-lmr --sparse scene/sparse --images scene/images -o lmr/
  srkit dataset build-lmr --megadepth MegaDepth/ -o lmr/ --shard 2/8      one of eight machines that share lmr/
  srkit dataset build-lmr --sparse scene/sparse --images scene/images -o lmr/ --fill --per-photo 10 --patches
  srkit dataset build-lmr --images holiday/photos --pairs-from-matching -o lmr/ --fill
`;

/** The scenes that the flags name. @throws ConfigError for flags that do not belong together. */
export const scenesOf = async (flags: LmrSceneFlags): Promise<LmrScene[]> => {
  const { sparse, images, scene, megadepth, pairsFromMatching, limit } = flags;
  if (pairsFromMatching && (sparse !== undefined || megadepth !== undefined || images === undefined)) {
    throw usageError('--pairs-from-matching needs --images alone, and no reconstruction.');
  }
  const single = sparse !== undefined || images !== undefined;
  if (single === (megadepth !== undefined)) {
    throw usageError('Give --sparse and --images for one scene, or --megadepth for the scenes of MegaDepth.');
  }
  if (megadepth !== undefined) {
    if (scene !== undefined) throw usageError('--scene names the scene of --sparse. Leave it out.');
    const { megaDepthScenes } = await import('@srkit/datasets/lmr');
    return (await megaDepthScenes(megadepth)).slice(0, limit);
  }
  if (images === undefined || (sparse === undefined && !pairsFromMatching)) {
    throw usageError(
      '--sparse and --images belong together: the reconstruction and its photos. Give both, or --pairs-from-matching for photos alone.',
    );
  }
  const folder = dirname(resolve(images));
  const name = scene ?? (basename(folder) || 'scene');
  if (!/^[\w.-]{1,100}$/.test(name) || /^\.+$/.test(name)) {
    throw usageError(
      `The scene is named '${name}', expected letters, digits, '.', '_' and '-'. Give --scene.`,
    );
  }
  return [{ name, sparse: sparse ?? images, images }];
};

export const lmrOptionsOf = (flags: LmrGroupFlags): LmrOptions => ({
  seed: flags.seed,
  patch: flags.patch,
  groupsPerPhoto: flags.perPhoto,
  fill: flags.fill,
  testShare: flags.testShare,
  scaleRatio: flags.scaleRatio,
  minOverlap: flags.minOverlap,
  minScaleRatio: flags.minScaleRatio,
  tolerant: flags.tolerant,
});

/** What a data set without training groups needs. */
const emptyNote = (references: { H: number; M: number; L: number }, fill: boolean): string =>
  fill
    ? 'note: no photo has five references that see the same place: the scenes have too few photos, or photos that overlap too little.'
    : `note: no photo has one reference of class H, two of M and two of L (pairs: H ${references.H}, M ${references.M}, L ${references.L}). --fill takes the class most like the missing one.`;

/** `srkit dataset build-lmr`. */
const buildLmr = async (flags: BuildLmrFlags, signal: AbortSignal): Promise<ExitCode> => {
  const { output, overwrite = false, quiet, verbose } = flags;
  if (quiet && verbose) throw usageError('--quiet contradicts --verbose. Leave one out.');
  if (output === '' || output === '-') throw usageError(`-o is '${output}', expected a folder.`);
  const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
  const reporter = new Reporter({ quiet: quiet ?? false, verbose: verbose ?? false });
  const scenes = await scenesOf(flags);
  const options = lmrOptionsOf(flags);
  const { LmrWorkers } = await import('@srkit/datasets/lmr');
  const { finishLmr } = await import('../lmr/lmr-output');
  const { lmrJob, sceneItem, sceneLine } = await import('../lmr/scene-item');
  checkOutputFolder(output);
  const all = scenes.map((scene) => sceneItem(scene, output));
  const homeOf = (): string => output;
  const items = shard ? itemsOfShard(all, shard, homeOf) : all;
  const ledger = await Ledgers.open({
    items: all,
    homeOf,
    job: await lmrJob(options, flags.patches ?? false, flags.pairsFromMatching ?? false),
    archive: finishedJobs(),
    anew: overwrite,
  });
  if (flags.dryRun) {
    const planned = [];
    for (const item of items) {
      const status = (await ledger.isDone(item)) ? 'done' : 'planned';
      planned.push({ scene: item.scene.name, sparse: item.scene.sparse, images: item.scene.images, status });
      reporter.note(`${item.scene.name}: ${status}, ${item.scene.sparse} with ${item.scene.images}`);
    }
    if (flags.json) await printJson({ scenes: planned });
    return EXIT.ok;
  }
  const workers = new LmrWorkers(Math.min(flags.workers ?? availableParallelism(), items.length || 1));
  try {
    const { writeWhole } = await import('@srkit/core/node');
    const result = await runPictureJob<SceneItem, BuiltScene>(
      {
        items,
        ledger,
        noun: 'scene',
        width: flags.workers ?? availableParallelism(),
        async compute({ scene, outputs }, work) {
          work.measure(1);
          const { patches = false, pairsFromMatching: matching = false } = flags;
          const task = { scene, matching, options, output: resolve(output), patches };
          const built = await workers.build(task, { onProgress: work.onProgress, signal });
          for (const name of built.broken) reporter.note(`${scene.name}: '${name}' was left out`);
          await mkdir(dirname(outputs[0]!), { recursive: true });
          const text = `${JSON.stringify(built)}\n`;
          await writeWhole(outputs[0]!, text, { overwrite: overwrite || work.made(outputs[0]!) });
          return built;
        },
        names: ({ scene }) => ({ scene: scene.name }),
        line: sceneLine,
        report: ({ statistics }) => ({ statistics }),
      },
      { overwrite, skipExisting: false, reporter, signal },
    );
    // The ledger of shards stays: other machines look there for what is done.
    await ledger.close(result.complete && shard === undefined);
    let isComplete = result.complete;
    for (const item of shard ? all : []) isComplete &&= await ledger.isDone(item);
    const finished = isComplete ? await finishLmr(output, scenes) : undefined;
    if (finished) {
      const { groups, pairs } = finished.statistics;
      reporter.note(
        `${join(output, 'train.jsonl')}: ${counted(groups.train, 'training group')}, ${counted(groups.test, 'test group')}`,
      );
      if (groups.train === 0) reporter.note(emptyNote(pairs, flags.fill ?? false));
    } else if (result.complete) {
      reporter.note('The other shards are not done yet; the last one writes the manifests.');
    }
    if (flags.json) {
      const { files, summary, interrupted } = result;
      await printJson({ scenes: files, ...finished, summary, interrupted });
    }
    return result.exitCode;
  } finally {
    await workers.close();
  }
};

/** The options of `LmrSceneFlags` and `LmrGroupFlags`, which a queue is given as well. */
export const addLmrOptions = (command: Command): Command =>
  command
    .option('--sparse <folder>', 'reconstruction: cameras, images and points3D, all .bin or all .txt')
    .option('--images <folder>', 'photos of the reconstruction')
    .option('--scene <name>', "name of the scene (default: that of the photos' parent folder)")
    .option('--pairs-from-matching', 'no reconstruction: match the photos of --images with each other')
    .option('--megadepth <folder>', 'all scenes of MegaDepth, undistorted as D2-Net has it')
    .option('--limit <n>', 'only the first scenes of --megadepth', integerBetween(1, 1_000_000))
    .optionsGroup('Groups:')
    .option('--seed <n>', 'another one gives other groups (default: 0)', integerBetween(0, 0xffffffff))
    .option('--patch <px>', 'side of a training patch, even (default: 300)', integerBetween(2, 65_536))
    .option('--per-photo <n>', 'training groups of each photo (default: 1)', integerBetween(1, 10_000))
    .option('--fill', 'fill a class that is short of references from the one most like it')
    .option('--test-share <x>', 'share of the photos for testing (default: 0.1)', numberBetween(0, 1))
    .addOption(
      new Option('--scale-ratio <kind>', "how R_s comes from D2-Net's ratio (default: directional)").choices([
        'directional',
        'inverse',
        'median',
      ]),
    )
    .option('--min-overlap <x>', 'least R_olp of a reference (default: 0.02)', numberBetween(0, 1))
    .option('--min-scale-ratio <x>', 'least R_s of a reference (default: 0.25)', numberBetween(0, 1))
    .option('--tolerant', 'leave out missing and broken photos and points, and count them')
    .optionsGroup('Options:');

/** Adds `srkit dataset build-lmr`. */
export const addBuildLmr = (dataset: Command, run: Run): void => {
  addLmrOptions(dataset.command('build-lmr'))
    .summary('groups of targets and references from a reconstruction')
    .description(
      'Builds a data set for reference-based super-resolution as LMR was made: from a COLMAP reconstruction and its photos, groups of a target and references of high, medium and low similarity. Cameras have to be pinhole cameras: undistort photos first.',
    )
    .requiredOption('-o, --output <folder>', 'folder to write into')
    .optionsGroup('Work:')
    .option('--workers <n>', 'scenes at once (default: one for each core)', integerBetween(1, 256))
    .option('--shard <i/n>', SHARD_HELP)
    .option('--dry-run', 'print the plan and write nothing')
    .optionsGroup('Output:')
    .option('--patches', 'write the patches of training groups as pictures')
    .option('--overwrite', 'replace what exists')
    .optionsGroup('Messages:')
    .option('--json', 'print one JSON document with statistics')
    .option('--quiet', 'print errors only')
    .option('--verbose', 'print the stacks of errors')
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .action((flags: BuildLmrFlags) => run((signal) => buildLmr(flags, signal)));
};
