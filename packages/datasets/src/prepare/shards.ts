import { ConfigError } from '@srkit/core';

/** A file of a set that goes into a shard. */
export interface Packable {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
}

export interface Shard {
  /** `shard-000000.tar` and on. */
  readonly file: string;
  readonly names: readonly string[];
  readonly samples: number;
}

/** WebDataset's key: what files of one sample share, the path up to the first dot of the file's name. */
export const sampleKey = (name: string): string => {
  const slash = name.lastIndexOf('/');
  const dot = name.indexOf('.', slash + 2);
  return dot < 0 ? name : name.slice(0, dot);
};

const MOST_SHARDS = 999_999;

/**
 * Which files make which shard: samples in their order, none of them in two shards, a shard full at `samples` samples or
 * before it grows beyond `bytes`.
 *
 * @throws ConfigError `E_CONFIG_SHARDS`
 */
export const shardsOf = (
  files: readonly Packable[],
  { samples, bytes }: { readonly samples: number; readonly bytes: number },
): Shard[] => {
  const groups = new Map<string, Packable[]>();
  for (const file of files) {
    const group = groups.get(sampleKey(file.name));
    if (group) group.push(file);
    else groups.set(sampleKey(file.name), [file]);
  }
  const shards: { names: string[]; samples: number; bytes: number }[] = [];
  for (const group of groups.values()) {
    const size = group.reduce((sum, file) => sum + file.size, 0);
    let shard = shards.at(-1);
    if (!shard || shard.samples >= samples || shard.bytes + size > bytes) {
      shard = { names: [], samples: 0, bytes: 0 };
      shards.push(shard);
    }
    shard.names.push(...group.map(({ name }) => name));
    shard.samples++;
    shard.bytes += size;
  }
  if (shards.length > MOST_SHARDS) {
    throw new ConfigError(
      'E_CONFIG_SHARDS',
      `${shards.length} shards are more than names have digits for. Make them larger.`,
    );
  }
  return shards.map(({ names, samples: count }, i) => ({
    file: `shard-${String(i).padStart(6, '0')}.tar`,
    names,
    samples: count,
  }));
};

/** The index that WebDataset's `wids` reads. */
export const shardIndex = (name: string, shards: readonly Shard[]): string =>
  `${JSON.stringify(
    {
      __kind__: 'wids-shard-index-v1',
      wids_version: 1,
      name,
      shardlist: shards.map(({ file, samples }) => ({ url: file, nsamples: samples })),
    },
    null,
    1,
  )}\n`;
