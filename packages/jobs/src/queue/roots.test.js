import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Roots } from './roots';
let folder;
let roots;
beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'srkit-roots-')));
    await mkdir(join(folder, 'in/deep'), { recursive: true });
    await mkdir(join(folder, 'in-other'));
    await writeFile(join(folder, 'secret'), '');
    await symlink(folder, join(folder, 'in/up'));
    await symlink(join(folder, 'secret'), join(folder, 'in/link.png'));
    roots = await Roots.parse([`in=${folder}/in`, `deep=${folder}/in/deep`]);
});
afterEach(() => rm(folder, { recursive: true, force: true }));
describe('roots', () => {
    it('give places that mean the same elsewhere', async () => {
        expect(await roots.placeOf(join(folder, 'in/a b.png'))).toBe('in:a b.png');
        expect(await roots.placeOf(join(folder, 'in/deep/x/犬.png'))).toBe('deep:x/犬.png');
        expect(await roots.resolve('deep:x/犬.png')).toBe(join(folder, 'in/deep/x/犬.png'));
    });
    it.each([
        'in:../secret',
        'in:/etc/passwd',
        'in:up/secret',
        'in:link.png',
        'in:up',
        'in:',
        'in',
        'other:a',
        'in:a/../../b',
        'in:./a',
        'in:a\\..\\b',
        'in:a\0b',
        'in://a',
    ])('refuse a place that leads out: %j', async (place) => {
        await expect(roots.resolve(place)).rejects.toThrow(/E_CONFIG_ROOT|Roots: in, deep/);
    });
    it('know no place of a file elsewhere', async () => {
        for (const file of ['secret', 'in-other/a.png', 'in/up/a.png', 'in']) {
            await expect(roots.placeOf(join(folder, file))).rejects.toThrow(/is in no root.*--root NAME=FOLDER/);
        }
    });
    it.each(['a', '=x', 'a b=/tmp', 'in=/no/such/folder'])('are refused in another form: %j', async (text) => {
        await expect(Roots.parse([text])).rejects.toThrow(/The root/);
    });
});
