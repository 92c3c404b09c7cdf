import { createHash } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { ConfigError } from '@srkit/core';
/** More parts than this serve no job. */
const MAX_SHARDS = 100_000;
const shardError = (text, why) => new ConfigError('E_CONFIG_SHARD', `The shard is '${text.slice(0, 80)}'; ${why} Give i/n, the i-th of n parts from 1, or auto in an array of Slurm, or auto/n in an indexed job of Kubernetes with n completions.`);
const wholeNumber = (text) => text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
/** Place and length of a Slurm array, of whatever first index and step. */
const slurmShard = (env) => {
    const id = wholeNumber(env['SLURM_ARRAY_TASK_ID']);
    if (Number.isNaN(id))
        return undefined;
    const first = wholeNumber(env['SLURM_ARRAY_TASK_MIN'] ?? '0');
    const step = wholeNumber(env['SLURM_ARRAY_TASK_STEP'] ?? '1');
    return { index: (id - first) / step, count: wholeNumber(env['SLURM_ARRAY_TASK_COUNT']) };
};
/**
 * Which part of a job this process does: `2/8`, the second of eight; `auto` from Slurm's `SLURM_ARRAY_TASK_ID` and
 * `SLURM_ARRAY_TASK_COUNT`; `auto/8` from Kubernetes's `JOB_COMPLETION_INDEX`, which does not tell how many there are.
 *
 * @throws ConfigError `E_CONFIG_SHARD`
 */
export const parseShard = (text, env = process.env) => {
    const match = /^(auto|\d{1,9})(?:\/(\d{1,9}))?$/.exec(text);
    if (!match)
        throw shardError(text, 'that names no part.');
    const given = wholeNumber(match[2]);
    let shard;
    if (match[1] !== 'auto') {
        shard = { index: Number(match[1]) - 1, count: given };
    }
    else {
        const slurm = slurmShard(env);
        const index = slurm?.index ?? wholeNumber(env['JOB_COMPLETION_INDEX']);
        if (Number.isNaN(index)) {
            throw shardError(text, 'neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX holds a number here.');
        }
        shard = { index, count: Number.isNaN(given) ? (slurm?.count ?? Number.NaN) : given };
    }
    const { index, count } = shard;
    if (!(count >= 1 && count <= MAX_SHARDS)) {
        throw shardError(text, `the number of parts is not known, or not from 1 to ${MAX_SHARDS}.`);
    }
    if (Number.isInteger(index) && index >= 0 && index < count)
        return shard;
    throw shardError(text, `that would be part ${index + 1} of ${count}.`);
};
/**
 * The items of a part. Which one an item belongs to is decided by the names of its outputs below `home` alone, so that
 * items that come or go do not move others, and machines may know the folder by different paths.
 */
export const itemsOfShard = (items, { index, count }, homeOf) => items.filter((item) => {
    const names = item.outputs.map((path) => relative(resolve(homeOf(item)), resolve(path)).replaceAll('\\', '/'));
    const hash = createHash('sha256').update(JSON.stringify(names)).digest();
    return hash.readUInt32BE(0) % count === index;
});
