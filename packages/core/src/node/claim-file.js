import { readFile, rm } from 'node:fs/promises';
import { writeWhole } from './temporary-file';
/** A claim has a number that grows each time a dead process's claim is taken over; more than this is damage. */
const MAX_TAKEOVERS = 1000;
const textOf = (path) => readFile(path, 'utf8').catch(() => undefined);
/**
 * Claims something for this process by creating the file `BASE.0` exclusively. A claim of a dead process is not removed,
 * since another might do so at the same moment, but followed by the next number, which only one can create.
 *
 * @param text tells others whose claim it is; asked for when the dead ones have been seen.
 * @param isDead whether the process that wrote a text has ended.
 * @returns undefined when a living process holds it.
 * @throws the system's Error, with its code.
 */
export const claimFile = async (base, text, isDead) => {
    const path = (number) => `${base}.${number}`;
    const dead = [];
    for (let found = await textOf(path(0)); found !== undefined; found = await textOf(path(dead.length))) {
        if (!(await isDead(found, path(dead.length))) || dead.length === MAX_TAKEOVERS)
            return undefined;
        dead.push(found);
    }
    const number = dead.length;
    try {
        await writeWhole(path(number), text());
    }
    catch (error) {
        if (error.code === 'EEXIST')
            return undefined;
        throw error;
    }
    // Where the others' files have changed meanwhile, somebody has just released what was claimed here.
    const before = await Promise.all(dead.map((_, i) => textOf(path(i))));
    if (before.some((now, i) => now !== dead[i]) || (await textOf(path(number + 1))) !== undefined) {
        await rm(path(number), { force: true });
        return undefined;
    }
    return {
        path: path(number),
        dead,
        async release() {
            for (let i = 0; i <= number; i++)
                await rm(path(i), { force: true });
        },
    };
};
