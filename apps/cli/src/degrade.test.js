import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { PRESETS } from '@srkit/degradation';
import { decodeImage, probeImage } from '@srkit/image';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PRESET_NAMES } from './options';
import { openCliFixture } from './testing/cli-fixture';
import { drawTo, sameBytes, sizeOf } from './testing/pictures';
/** Large enough for every draw of every preset. */
const PICTURE = { width: 120, height: 112 };
let cli;
beforeAll(async () => {
    cli = await openCliFixture();
    await drawTo(cli.at('a.png'), PICTURE);
});
afterAll(() => cli.remove());
const degrade = (args, options) => cli.run(['degrade', ...args, '--backend', 'wasm'], options);
const files = async (folder) => (await readdir(cli.at(folder))).sort();
const same = async (a, b) => sameBytes(await readFile(cli.at(a)), await readFile(cli.at(b)));
describe('a picture', () => {
    it('is degraded whole, and a seed gives the same again', async () => {
        const { code, stdout, stderr } = await degrade(['a.png', '-o', 'whole']);
        expect([code, stderr]).toEqual([
            0,
            expect.stringMatching(/^backend wasm: .*\na\.png 120x112 -> whole\/a_lq\.png \| \d+\.\d s\n$/),
        ]);
        expect(stdout).toHaveLength(0);
        expect(await files('whole')).toEqual(['a_lq.png']);
        expect(await probeImage(cli.at('whole/a_lq.png'))).toMatchObject({
            width: 30,
            height: 28,
            channels: 3,
            bitDepth: 8,
        });
        await degrade(['a.png', '-o', 'whole-again', '--seed', '0']);
        await degrade(['a.png', '-o', 'whole-other', '--seed', '1']);
        expect(await same('whole/a_lq.png', 'whole-again/a_lq.png')).toBe(true);
        expect(await same('whole/a_lq.png', 'whole-other/a_lq.png')).toBe(false);
    });
    it('gives numbered pairs of crops, the ground truth as deep as it was', async () => {
        const source = await drawTo(cli.at('deep.png'), { ...PICTURE, bits: 16 });
        const { code, stderr } = await degrade(['deep.png', '-o', 'pairs', '--crop', '48', '--count', '2']);
        expect([code, stderr]).toEqual([0, expect.stringContaining('-> 2 samples |')]);
        expect(await files('pairs')).toEqual([
            'deep_0001_gt.png',
            'deep_0001_lq.png',
            'deep_0002_gt.png',
            'deep_0002_lq.png',
        ]);
        expect(await sizeOf(cli.at('pairs/deep_0002_lq.png'))).toBe('12x12');
        const gt = await decodeImage(cli.at('pairs/deep_0001_gt.png'));
        expect(gt).toMatchObject({ width: 48, height: 48, channels: 3 });
        expect(gt.data).toBeInstanceOf(Uint16Array);
        // The crop begins at an LQ pixel, and its samples are the picture's own.
        const row = 3 * PICTURE.width;
        const isCropAt = (y, x) => gt.data.every((value, i) => {
            const [down, along] = [Math.floor(i / 144), i % 144];
            return value === source.data[(y + down) * row + 3 * x + along];
        });
        const starts = (side) => Array.from({ length: (side - 48) / 4 + 1 }, (_, i) => 4 * i);
        expect(starts(PICTURE.height).some((y) => starts(PICTURE.width).some((x) => isCropAt(y, x)))).toBe(true);
    });
    it('is made again from its recipe, to the bit', async () => {
        await degrade(['a.png', '-o', 'drawn', '--crop', '40', '--count', '2', '--save-recipes', '--seed', '5']);
        const recipe = JSON.parse(await readFile(cli.at('drawn/a_0002_lq.json'), 'utf8'));
        expect(recipe).toMatchObject({ version: 1, batch: 1, height: 112, width: 120, crop: { gtSize: 40 } });
        const { code } = await degrade(['a.png', '-o', 'replayed', '--recipe', 'drawn/a_0002_lq.json']);
        expect(code).toBe(0);
        for (const kind of ['lq', 'gt']) {
            expect(await same(`drawn/a_0002_${kind}.png`, `replayed/a_${kind}.png`)).toBe(true);
        }
    });
    it('that is grey becomes RGB, alpha is left out, and odd sides are cut', async () => {
        await mkdir(cli.at('kinds'));
        await drawTo(cli.at('kinds/grey.png'), { width: 119, height: 113, channels: 1 });
        await drawTo(cli.at('kinds/alpha.png'), { ...PICTURE, channels: 4 });
        const { code, stderr } = await degrade(['kinds', '-o', 'kinds-out', '--scale', '2']);
        expect(code).toBe(0);
        expect(stderr).toContain('alpha.png: transparency is left out');
        expect(stderr).toContain('grey.png 118x112 -> ');
        expect(await probeImage(cli.at('kinds-out/grey_lq.png'))).toMatchObject({
            width: 59,
            height: 56,
            channels: 3,
        });
        expect(await probeImage(cli.at('kinds-out/alpha_lq.png'))).toMatchObject({ width: 60, channels: 3 });
    });
    it('takes its degradation from a preset or an option file', async () => {
        const own = { ...PRESETS.bsrgan, scale: 2 };
        await writeFile(cli.at('own.json'), JSON.stringify(own));
        await writeFile(cli.at('official.yml'), 'model_type: RealESRGANModel\nscale: 2\ngt_size: 64\nresize_prob: [0, 0, 1]\njpeg_range: [30, 40]\n');
        for (const option of [
            ['--preset', 'x2plus'],
            ['--options', 'own.json'],
            ['--options', 'official.yml'],
        ]) {
            const { code, stderr } = await degrade([
                'a.png',
                '-o',
                'chosen',
                '--overwrite',
                '--verbose',
                ...option,
            ]);
            expect([code, stderr]).toEqual([0, expect.stringMatching(/\n {2}JPEG {3}quality \d+\n/)]);
            expect(await sizeOf(cli.at('chosen/a_lq.png'))).toBe('60x56');
            if (option[1] === 'official.yml') {
                expect(stderr).toMatch(/resize ×1\.00 .*\n.*\n {2}JPEG {3}quality (3\d|40)\n/);
            }
        }
    });
});
describe('several pictures', () => {
    it('do not depend on each other, and one that fails does not stop the rest', async () => {
        await mkdir(cli.at('several'));
        await copyFile(cli.at('a.png'), cli.at('several/a.png'));
        await copyFile(cli.at('a.png'), cli.at('several/b.png'));
        await writeFile(cli.at('several/broken.png'), 'no picture');
        const { code, stdout, stderr } = await degrade(['several', '-o', 'several-out', '--json']);
        expect(code).toBe(3);
        expect(stderr).toMatch(/broken\.png: ImageError \[E_IMAGE_\w+\]/);
        expect(stderr).toContain('2 done, 1 failed, 0 skipped');
        await degrade(['a.png', '-o', 'alone']);
        expect(await same('alone/a_lq.png', 'several-out/a_lq.png')).toBe(true);
        expect(await same('several-out/a_lq.png', 'several-out/b_lq.png')).toBe(false);
        const report = JSON.parse(stdout.toString());
        expect(report).toMatchObject({
            degradation: 'realesrgan-x4plus',
            scale: 4,
            files: [
                { status: 'done', width: 120, height: 112, samples: [{ lq: expect.stringContaining('a_lq.png') }] },
                { status: 'done' },
                { status: 'failed', error: { name: 'ImageError' } },
            ],
            summary: { done: 2, failed: 1, left: 0 },
            interrupted: false,
        });
    });
    it.skipIf(process.platform === 'win32')('stop at Ctrl-C without half a file', async () => {
        await rm(cli.at('stopped'), { recursive: true, force: true });
        const { code, stderr } = await degrade(['a.png', '-o', 'stopped', '--count', '500', '--verbose'], {
            onStderr: (text, child) => {
                // Once: a second signal ends the command without a word.
                if (text.includes('a_0002_lq.png') && !child.killed)
                    child.kill('SIGINT');
            },
        });
        expect([code, stderr]).toEqual([130, expect.stringContaining('AbortError [E_INTERRUPTED]')]);
        const left = (await files('stopped')).filter((name) => !name.startsWith('.srkit-job-'));
        expect(left.length).toBeLessThan(400);
        for (const name of left) {
            expect(name).toMatch(/^a_\d{4}_lq\.png$/);
            expect(await sizeOf(cli.at('stopped', name))).toBe('30x28');
        }
    });
});
describe('a contact sheet', () => {
    it('shows the middle of the picture and its samples', async () => {
        await drawTo(cli.at('large.png'), { width: 500, height: 450 });
        const { code, stderr } = await degrade(['large.png', '-o', 'sheets', '--sheet', '--count', '3']);
        expect([code, stderr]).toEqual([
            0,
            expect.stringContaining('large.png 400x400 -> sheets/large_sheet.png |'),
        ]);
        const sheet = await decodeImage(cli.at('sheets/large_sheet.png'));
        expect(sheet).toMatchObject({ width: 2 * (400 + 16) + 16, channels: 3 });
        const source = await decodeImage(cli.at('large.png'));
        const at = (x, y) => [
            ...sheet.data.slice((y * sheet.width + x) * 3).subarray(0, 3),
        ];
        // The ground truth comes first, unscaled.
        expect(at(16 + 7, 16 + 9)).toEqual([...source.data.subarray((34 * 500 + 57) * 3).subarray(0, 3)]);
        // An LQ pixel is a square of four by four.
        expect(at(432, 16)).toEqual(at(435, 19));
        // Text below: some ink on the paper.
        const row = Array.from({ length: 400 }, (_, x) => at(16 + x, 16 + 400 + 14)[0]);
        expect([Math.min(...row) < 100, Math.max(...row)]).toEqual([true, 255]);
    });
    it('compares one crop, and shows small pictures larger', async () => {
        const { code } = await degrade(['a.png', '-o', 'sheets', '--sheet', '--crop', '48', '--count', '1']);
        expect(code).toBe(0);
        const { width } = await probeImage(cli.at('sheets/a_sheet.png'));
        expect(width).toBe(2 * (400 + 16) + 16);
    });
});
describe('refusals', () => {
    beforeAll(async () => {
        await drawTo(cli.at('tiny.png'), { width: 3, height: 50 });
        await drawTo(cli.at('small.png'), { width: 20, height: 20 });
        await writeFile(cli.at('nothing.json'), '{');
        await writeFile(cli.at('wrong.json'), '{"scale": 4, "colour": true}');
        await writeFile(cli.at('wrong.yml'), 'model_type: RealESRGANModel\nscale: 4\nresize_prob: [1, 1]\n');
        await degrade(['a.png', '-o', 'refused', '--save-recipes']);
    });
    it.each([
        [['a.png'], 2, /required option '-o, --output <folder>' not specified/],
        [['a.png', '-o', '-'], 2, /-o is '-', expected a folder/],
        [['-', '-o', 'x'], 2, /'-' \(stdin\) has no name/],
        [['a.png', '-o', 'x', '--preset', 'x3'], 2, /Allowed choices are realesrgan-x4plus/],
        [['a.png', '-o', 'x', '--seed', '-1'], 2, /Expected an integer from 0 to 4294967295/],
        [['a.png', '-o', 'x', '--crop', '50'], 2, /--crop is 50, expected a multiple of the scale, 4/],
        [['a.png', '-o', 'x', '--crop', 'all'], 2, /Expected an integer/],
        [
            ['a.png', '-o', 'x', '--preset', 'bsrgan', '--options', 'own.json'],
            2,
            /--preset contradicts --options/,
        ],
        [['a.png', '-o', 'x', '--recipe', 'refused/a_lq.json', '--seed', '1'], 2, /--seed contradicts --recipe/],
        [['a.png', '-o', 'x', '--sheet', '--save-recipes'], 2, /--save-recipes contradicts --sheet/],
        [['a.png', '-o', 'x', '--options', 'a.png'], 2, /expected a name that ends in \.yml, \.yaml or \.json/],
        [['a.png', '-o', 'x', '--options', 'wrong.json'], 2, /'wrong\.json': degradation options: /],
        [['a.png', '-o', 'x', '--options', 'wrong.yml'], 2, /'wrong\.yml': option file: resize_prob/],
        [['a.png', '-o', 'x', '--options', 'nothing.json'], 3, /'nothing\.json' is no JSON/],
        [['a.png', '-o', 'x', '--recipe', 'missing.json'], 3, /'missing\.json' cannot be read/],
        [['a.png', '-o', 'x', '--recipe', 'wrong.json'], 2, /'wrong\.json': degradation recipe: /],
        [
            ['small.png', '-o', 'x', '--recipe', 'refused/a_lq.json'],
            3,
            /for pictures of 120x112, and .* has 20x20/,
        ],
        [['missing.png', '-o', 'x'], 3, /E_IMAGE_NOT_FOUND/],
        [['tiny.png', '-o', 'x'], 3, /'tiny\.png' has 3x50 pixels, less than one at a scale of 4/],
        [['small.png', '-o', 'x'], 3, /ShapeError \[E_SHAPE_TOO_SMALL\].* at least \d+/],
        [['a.png', '-o', 'x', '--crop', '400'], 3, /ShapeError \[E_SHAPE_CROP\]/],
        [
            ['a.png', '-o', 'refused'],
            1,
            /refused\/a_lq\.png' exists already .* Use --overwrite .* another -o\.\n/,
        ],
        [['a.png', '-o', 'a.png'], 1, /a\.png' is a file and not a folder/],
    ])('%j', async (args, code, message) => {
        const before = await readdir(cli.folder, { recursive: true });
        const result = await degrade(args);
        expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(message)]);
        expect(result.stderr).not.toMatch(/^\s+at /m);
        expect(result.stdout).toHaveLength(0);
        expect(await readdir(cli.folder, { recursive: true })).toEqual(before);
    });
    it('of results that would fall on an input or on each other', async () => {
        await mkdir(cli.at('twice'));
        await copyFile(cli.at('a.png'), cli.at('twice/a.png'));
        await copyFile(cli.at('a.png'), cli.at('twice/a.jpg'));
        await copyFile(cli.at('a.png'), cli.at('twice/b_lq.png'));
        await copyFile(cli.at('a.png'), cli.at('twice/b.png'));
        const both = await degrade(['twice/a.png', 'twice/a.jpg', '-o', 'x']);
        expect([both.code, both.stderr]).toEqual([
            2,
            expect.stringMatching(/would both become .*different folders/),
        ]);
        const input = await degrade(['twice/b.png', 'twice/b_lq.png', '-o', 'twice', '--overwrite']);
        expect([input.code, input.stderr]).toEqual([
            2,
            expect.stringMatching(/would replace the input .*Choose another -o/),
        ]);
        expect(existsSync(cli.at('x'))).toBe(false);
    });
});
it('names every preset of the library', () => {
    expect([...PRESET_NAMES].sort()).toEqual(Object.keys(PRESETS).sort());
});
