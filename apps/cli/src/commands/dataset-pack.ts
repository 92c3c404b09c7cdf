import { basename, join, resolve } from 'node:path';
import { writeWhole } from '@srkit/core/node';
import type { Shard } from '@srkit/datasets';
import { itemsOfShard, jobIdentity, Ledgers, parseShard } from '@srkit/jobs';
import type { Command } from 'commander';
import { glob, isDynamicPattern } from 'tinyglobby';
import { EXIT, EXIT_CODES_HELP, type ExitCode, InputError, usageError } from '../errors';
import { checkOutputFolder, statFile } from '../job/collisions';
import { clearLeftovers, finishedJobs, type PictureItem, runPictureJob } from '../job/run-picture-job';
import { integerBetween, parseBytes, SHARD_HELP } from '../options';
import type { Run } from '../run';
import { Reporter } from '../terminal/reporter';
import { printJson } from '../terminal/streams';

interface PackFlags {
  readonly output: string;
  readonly samples: number;
  readonly bytes: number;
  readonly shard?: string;
  readonly limit?: number;
  readonly dryRun?: true;
  readonly overwrite?: true;
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

type ShardItem = PictureItem & { readonly shard: Shard };

/** The plan of a folder's shards. */
const planOf = async (folder: string, { samples, bytes, limit }: PackFlags, signal: AbortSignal) => {
  const { packableFiles, shardsOf } = await import('@srkit/datasets');
  const files = (await packableFiles(folder, signal)).slice(0, limit);
  if (files.length === 0) throw new InputError('E_INPUT_EMPTY', `'${folder}' has no files in it.`);
  const sizes = new Map(files.map(({ name, size }) => [name, size]));
  return { shards: shardsOf(files, { samples, bytes }), sizes };
};

/** `srkit dataset pack`. */
const pack = async (folder: string, flags: PackFlags, signal: AbortSignal): Promise<ExitCode> => {
  const { output, overwrite = false, quiet, verbose } = flags;
  const reporter = new Reporter({ quiet: quiet ?? false, verbose: verbose ?? false });
  const within = `${resolve(output)}/`.startsWith(`${resolve(folder)}/`);
  if (within)
    throw usageError(`-o '${output}' lies in '${folder}', and would be packed itself. Choose another.`);
  const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
  const { packShard, shardIndex } = await import('@srkit/datasets');
  const { shards, sizes } = await planOf(folder, flags, signal);
  checkOutputFolder(output);
  const all = shards.map(
    (each): ShardItem => ({
      shard: each,
      input: { path: each.file, file: folder, below: '', found: true },
      inputs: each.names.map((name) => join(folder, name)),
      outputs: [join(output, each.file)],
      size: each.names.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 1),
    }),
  );
  if (flags.dryRun) {
    for (const { outputs, shard: made } of all) reporter.note(`${outputs[0]}: ${made.samples} samples`);
    if (flags.json) await printJson({ shards });
    return EXIT.ok;
  }
  const homeOf = (): string => output;
  await clearLeftovers([output]);
  const ledger = await Ledgers.open({
    items: all,
    homeOf,
    job: await jobIdentity(['pack', resolve(folder), flags.samples, flags.bytes, flags.limit ?? null], []),
    archive: finishedJobs(),
    anew: overwrite,
  });
  const result = await runPictureJob<ShardItem, { readonly samples: number }>(
    {
      items: shard ? itemsOfShard(all, shard, homeOf) : all,
      ledger,
      noun: 'shard',
      width: 2,
      compute: async ({ shard: made, outputs: [target] }, work) => {
        const replace = overwrite || work.made(target as string);
        await packShard(folder, made.names, target as string, { overwrite: replace, signal });
        return { samples: made.samples };
      },
      names: ({ outputs }) => ({ output: outputs[0] }),
      line: ({ outputs }, { samples }, seconds) =>
        `${outputs[0]}: ${samples} samples | ${seconds.toFixed(2)} s`,
    },
    { overwrite, skipExisting: false, reporter, signal },
  );
  await ledger.close(result.complete && shard === undefined);
  if (result.complete) {
    // The same from every machine that shares the work.
    const index = join(output, 'index.json');
    await writeWhole(index, shardIndex(basename(resolve(folder)), shards), { overwrite: true });
  }
  if (flags.json) {
    const { files, summary, interrupted } = result;
    await printJson({ files, summary, interrupted });
  }
  return result.exitCode;
};

interface UnpackFlags {
  readonly output: string;
  readonly overwrite?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** Archives by their names, and by patterns that the shell left alone. */
const archivesOf = async (args: readonly string[]): Promise<string[]> => {
  const found: string[] = [];
  for (const argument of args) {
    const isPattern = isDynamicPattern(argument) && statFile(argument) === undefined;
    const names = isPattern
      ? await glob(argument.replaceAll('\\', '/'), { expandDirectories: false })
      : [argument];
    if (names.length === 0) throw new InputError('E_INPUT_EMPTY', `'${argument}' matches no archives.`);
    found.push(...names.sort());
  }
  return found;
};

/** `srkit dataset unpack`. */
const unpack = async (
  shards: readonly string[],
  flags: UnpackFlags,
  signal: AbortSignal,
): Promise<ExitCode> => {
  const { output, overwrite = false } = flags;
  const reporter = new Reporter({ quiet: flags.quiet ?? false, verbose: false });
  checkOutputFolder(output);
  const { unpackShard } = await import('@srkit/datasets');
  const report: { shard: string; files: number }[] = [];
  for (const shard of await archivesOf(shards)) {
    const files = await unpackShard(shard, output, { overwrite, signal });
    report.push({ shard, files });
    reporter.note(`${shard} -> ${files} files in ${output}`);
  }
  if (flags.json) await printJson({ shards: report });
  return EXIT.ok;
};

/** Adds `srkit dataset pack` and `srkit dataset unpack`. */
export const addPack = (dataset: Command, run: Run): void => {
  dataset
    .command('pack')
    .summary('put a folder into tar shards')
    .description(
      'Packs a folder into tar shards that WebDataset and every loader of @srkit/datasets read: shard-000000.tar and on, with an index. Files of one sample (0001.png, 0001.json) share a shard. The same files give the same bytes.',
    )
    .argument('<folder>', 'folder to pack')
    .requiredOption('-o, --output <folder>', 'folder for the shards')
    .option('--samples <n>', 'samples in a shard', integerBetween(1, 100_000_000), 1000)
    .option('--bytes <size>', 'a shard is closed before it grows beyond this', parseBytes, 2 ** 30)
    .option('--limit <n>', 'only the first files', integerBetween(1, 100_000_000))
    .option('--shard <i/n>', SHARD_HELP)
    .option('--dry-run', 'print the plan and write nothing')
    .option('--overwrite', 'replace shards that exist')
    .option('--json', 'print one JSON document')
    .option('--quiet', 'print errors only')
    .option('--verbose', 'print the stacks of errors')
    .addHelpText('after', EXIT_CODES_HELP)
    .action((folder: string, flags: PackFlags) => run((signal) => pack(folder, flags, signal)));
  dataset
    .command('unpack')
    .summary('take the files out of tar shards')
    .description(
      'Unpacks tar archives into a folder. An archive with links, devices, holes, absolute paths or .. is refused before anything of it is written.',
    )
    .argument('<shards...>', 'tar archives')
    .requiredOption('-o, --output <folder>', 'folder to write into')
    .option('--overwrite', 'replace files that exist')
    .option('--json', 'print one JSON document')
    .option('--quiet', 'print errors only')
    .addHelpText('after', EXIT_CODES_HELP)
    .action((shards: string[], flags: UnpackFlags) => run((signal) => unpack(shards, flags, signal)));
};
