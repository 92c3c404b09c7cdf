import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { fileIdentity } from './collisions';
/** A file system with one folder and one file in it, where names differ by case or not. */
const disk = (caseSensitive) => (path) => {
    const ino = ['/', '/photos', '/photos/a.png']
        .map((name) => resolve(name))
        .findIndex((name) => (caseSensitive ? name === path : name.toLowerCase() === path.toLowerCase()));
    return ino < 0 ? undefined : { dev: 1n, ino: BigInt(ino) };
};
const same = (a, b, caseSensitive) => fileIdentity(a, disk(caseSensitive)) === fileIdentity(b, disk(caseSensitive));
it.each([
    ['/photos/a.png', '/photos/../photos/a.png', true, true],
    ['/photos/a.png', '/photos/A.PNG', true, false],
    ['/photos/a.png', '/photos/A.PNG', false, true],
    ['/photos/b.png', '/photos/B.png', true, false],
    ['/photos/b.png', '/photos/B.png', false, true],
    ['/photos/new/b.png', '/PHOTOS/New/B.png', false, true],
    ['/photos/a.png', '/photos/b.png', false, false],
])('%s and %s, with case %s: the same is %s', (a, b, caseSensitive, expected) => {
    expect(same(a, b, caseSensitive)).toBe(expected);
});
