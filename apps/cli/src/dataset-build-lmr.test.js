import { existsSync } from 'node:fs';
import { cp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCliFixture } from './testing/cli-fixture';
const GOLDEN = fileURLToPath(new URL('../../../tools/goldens/fixtures/refsr/lmr/scene', import.meta.url));
let cli;
beforeAll(async () => {
    cli = await openCliFixture();
    for (const name of ['0001', '0002']) {
        await cp(join(GOLDEN, 'images'), cli.at('MD/Undistorted_SfM', name, 'images'), { recursive: true });
        await cp(join(GOLDEN, 'sparse-bin'), cli.at('MD/Undistorted_SfM', name, 'sparse'), { recursive: true });
    }
});
afterAll(() => cli.remove());
const build = (args, options = {}) => cli.run(['dataset', 'build-lmr', ...args], options);
const SMALL = ['--patch', '32', '--fill', '--test-share', '0'];
const text = (...parts) => readFile(cli.at(...parts), 'utf8');
describe('srkit dataset build-lmr', () => {
    it('writes manifests, the official list, statistics and pictures; again, it does nothing', async () => {
        const scene = [
            '--sparse',
            'MD/Undistorted_SfM/0001/sparse',
            '--images',
            'MD/Undistorted_SfM/0001/images',
        ];
        const { code, stderr } = await build([...scene, '-o', 'one', ...SMALL, '--patches']);
        expect([code, stderr]).toEqual([0, expect.stringMatching(/^0001: 10 photos, pairs H \d+ M \d+ L \d+/m)]);
        const groups = (await text('one/train.jsonl'))
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line));
        expect(groups.length).toBeGreaterThan(2);
        const table = (await text('one/train.csv')).trim().split('\n');
        expect(table).toHaveLength(groups.length + 1);
        expect(table[1]).toMatch(new RegExp(`^${groups[0].target.photo},.*,"\\[\\d+, \\d+\\]",0001$`));
        expect(await readlink(cli.at('one/train/0001'))).toBe(cli.at('MD/Undistorted_SfM/0001/images'));
        expect(JSON.parse(await text('one/statistics.json')).groups.train).toBe(groups.length);
        for (const name of ['histograms.png', 'contact-sheet.png']) {
            expect((await readFile(cli.at('one', name))).length).toBeGreaterThan(2000);
        }
        const patches = (await readdir(cli.at('one/patches'), { recursive: true })).filter((name) => name.endsWith('.png'));
        expect(patches).toHaveLength(6 * groups.length);
        const again = await build([...scene, '-o', 'one', ...SMALL, '--patches']);
        expect([again.code, again.stderr]).toEqual([
            0,
            expect.stringContaining('skipped 1: done in an earlier run'),
        ]);
    });
    it('gives the same on one thread, on several, and in parts that are run in any order and twice', async () => {
        const all = ['--megadepth', 'MD', ...SMALL];
        expect((await build([...all, '-o', 'whole', '--workers', '1'])).code).toBe(0);
        const part = (i) => build([...all, '-o', 'parts', '--shard', `${i}/2`], { env: { SRKIT_CACHE: cli.at(`cache-${i}`) } });
        for (const i of [2, 2])
            expect((await part(i)).code).toBe(0);
        const last = await part(1);
        expect(last.code).toBe(0);
        for (const name of ['train.jsonl', 'train.csv', 'statistics.json']) {
            expect(await text('parts', name)).toBe(await text('whole', name));
        }
    });
    it('goes on where it was interrupted', async () => {
        const args = ['--megadepth', 'MD', ...SMALL, '-o', 'stopped', '--workers', '1'];
        const killed = await build(args, {
            onStderr: (all, child) => {
                if (all.includes('0001: 10 photos'))
                    child.kill('SIGKILL');
            },
        });
        expect([killed.signal, existsSync(cli.at('stopped/train.jsonl'))]).toEqual(['SIGKILL', false]);
        const { code, stderr } = await build(args);
        expect([code, stderr]).toEqual([0, expect.stringMatching(/1 done, 0 failed, 1 skipped/)]);
        expect(await text('stopped/train.jsonl')).toBe(await text('whole/train.jsonl'));
    });
    it.each([
        ['nothing', [], 2, /Give --sparse and --images for one scene, or --megadepth/],
        ['half a scene', ['--sparse', 'MD'], 2, /belong together/],
        ['two sources', ['--sparse', 'a', '--images', 'b', '--megadepth', 'MD'], 2, /or --megadepth/],
        ['an odd patch', ['--megadepth', 'MD', '--patch', '31'], 2, /patch is 31, expected an even number/],
        ['a shard of none', ['--megadepth', 'MD', '--shard', '4/3'], 2, /part 4 of 3/],
        ['an empty folder', ['--megadepth', 'cache'], 3, /DatasetError \[E_DATASET_LAYOUT\].*holds no scene/],
        ['no reconstruction', ['--sparse', 'cache', '--images', 'MD'], 3, /DatasetError/],
    ])('refuses %s', async (_, args, code, message) => {
        await rm(cli.at('none'), { recursive: true, force: true });
        const result = await build([...args, '-o', 'none']);
        expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(message)]);
        expect(existsSync(cli.at('none/train.jsonl'))).toBe(false);
    });
});
