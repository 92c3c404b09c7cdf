import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { claimFile, processToken, withLock } from './index';
let folder;
beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'srkit-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const path = () => join(folder, 'a.pth');
it('lets one work at a time, and leaves nothing', async () => {
    let [inside, most] = [0, 0];
    await Promise.all(Array.from({ length: 5 }, () => withLock(path(), async () => {
        most = Math.max(most, ++inside);
        await setTimeout(20);
        inside--;
    })));
    expect([most, await readdir(folder)]).toEqual([1, []]);
});
it('passes errors on and stops waiting when aborted', async () => {
    await expect(withLock(path(), () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    const controller = new AbortController();
    await withLock(path(), async () => {
        const onWait = () => controller.abort(new Error('enough'));
        const waiting = withLock(path(), async () => undefined, { onWait, signal: controller.signal });
        await expect(waiting).rejects.toThrow('enough');
    });
    expect(await readdir(folder)).toEqual([]);
});
it('takes over from the dead, and from what has been silent elsewhere', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const dead = processToken.replace(/-[0-9a-z]+-/, `-${pid.toString(36)}-`);
    await withLock(path(), async () => undefined);
    let name = '';
    await withLock(path(), async () => {
        [name] = (await readdir(folder));
    });
    for (const [owner, age] of [
        [dead, 0],
        ['00000000-1-1', 121_000],
    ]) {
        await writeFile(join(folder, name), owner);
        const then = new Date(Date.now() - age);
        await utimes(join(folder, name), then, then);
        expect(await withLock(path(), async () => 'mine')).toBe('mine');
        expect(await readdir(folder)).toEqual([]);
    }
});
it('gives a dead claim to one of those who want it, and tells them what it said', async () => {
    const base = join(folder, 'key');
    await writeFile(`${base}.0`, 'dead');
    const isDead = async (text) => text === 'dead';
    const claims = await Promise.all(Array.from({ length: 8 }, (_, i) => claimFile(base, () => `living ${i}`, isDead)));
    const held = claims.filter((claim) => claim !== undefined);
    expect(held).toHaveLength(1);
    expect(held[0].dead).toEqual(['dead']);
    expect(await claimFile(base, () => 'late', isDead)).toBeUndefined();
    await held[0].release();
    expect(await readdir(folder)).toEqual([]);
});
