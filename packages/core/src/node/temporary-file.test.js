import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasEnded, openTemporary, openTemporaryFolder, processToken, removeLeftovers, writeWhole, } from './index';
let folder;
let target;
beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'srkit-temporary-'));
    target = join(folder, 'a.txt');
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const names = () => readdir(folder);
/** The token of a process of this machine that has ended. */
const deadToken = () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    return processToken.replace(/-[0-9a-z]+-/, `-${pid.toString(36)}-`);
};
describe('a temporary file', () => {
    it('gets its name when it is published, and nothing else is left', async () => {
        for (const open of [openTemporary, openTemporaryFolder]) {
            const temporary = await open(target);
            await writeFile(temporary.path, 'whole');
            expect(existsSync(target)).toBe(false);
            await temporary.publish({ overwrite: false });
            await temporary.discard();
            expect([await names(), await readFile(target, 'utf8')]).toEqual([['a.txt'], 'whole']);
            await rm(target);
        }
    });
    it('goes without a trace when it is discarded, or its place is taken', async () => {
        for (const open of [openTemporary, openTemporaryFolder]) {
            await (await open(target)).discard();
            expect(await names()).toEqual([]);
            const late = await open(target);
            await writeFile(late.path, 'late');
            await writeFile(target, 'precious');
            await expect(late.publish({ overwrite: false })).rejects.toMatchObject({ code: 'EEXIST' });
            expect([await names(), await readFile(target, 'utf8')]).toEqual([['a.txt'], 'precious']);
            await rm(target);
        }
    });
    it('replaces only when told, and a link by itself and not what it points at', async () => {
        await writeFile(join(folder, 'victim'), 'precious');
        await symlink('victim', target);
        await expect(writeWhole(target, 'new')).rejects.toMatchObject({ code: 'EEXIST' });
        await writeWhole(target, 'new', { overwrite: true });
        expect(await readFile(target, 'utf8')).toBe('new');
        expect(await readFile(join(folder, 'victim'), 'utf8')).toBe('precious');
    });
    it('has a short name that nobody can guess, whatever the target is called', async () => {
        const long = join(folder, 'n'.repeat(255));
        const two = [await openTemporary(long), await openTemporary(long)];
        expect(two[0].path).not.toBe(two[1].path);
        await two[0].publish({ overwrite: false });
        await two[1].discard();
        expect(await names()).toEqual(['n'.repeat(255)]);
    });
});
describe('leftovers', () => {
    it('of processes that have ended are removed, and nothing else', async () => {
        const name = (token) => `.srkit-${token}-${'0'.repeat(16)}.tmp`;
        const [dead, foreign, old] = [deadToken(), '00000000-1-1', '00000000-2-1'].map(name);
        const mine = await openTemporary(target);
        for (const each of [dead, foreign, old, '.srkit-notes.tmp', 'x.tmp']) {
            await writeFile(join(folder, each), '');
        }
        const longAgo = new Date(Date.now() - 25 * 3_600_000);
        await utimes(join(folder, old), longAgo, longAgo);
        expect(await removeLeftovers(folder)).toBe(2);
        expect((await names()).sort()).toEqual([foreign, '.srkit-notes.tmp', 'x.tmp', mine.path.split('/').pop()].sort());
        await mine.discard();
        expect(await removeLeftovers(join(folder, 'none'))).toBe(0);
    });
});
it('tells processes apart, also those that have the same number', () => {
    expect(hasEnded(processToken)).toBe(false);
    expect(hasEnded(deadToken())).toBe(true);
    expect(hasEnded(processToken.replace(/[0-9a-z]+$/, 'zzz'))).toBe(true);
    expect(hasEnded(processToken.replace(/^.{8}/, '00000000'))).toBeUndefined();
    expect(hasEnded('nonsense')).toBeUndefined();
});
