import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { saveSafetensors } from '@srkit/checkpoints';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCliFixture } from './testing/cli-fixture';
import { drawTo, sizeOf } from './testing/pictures';
import { runCli } from './testing/run-cli';
let cli;
beforeAll(async () => {
    cli = await openCliFixture();
    await drawTo(cli.at('good.png'));
});
afterAll(() => cli.remove());
/** Runs the command, expects this code and message, and that it leaves no file behind. */
const fails = async (args, code, message) => {
    const before = (await readdir(cli.folder, { recursive: true })).sort();
    const result = await cli.run(args);
    expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(message)]);
    expect(result.stderr).not.toMatch(/^\s+at /m);
    expect(result.stdout).toHaveLength(0);
    expect((await readdir(cli.folder, { recursive: true })).sort()).toEqual(before);
};
describe('pictures', () => {
    const upscale = (...args) => ['upscale', ...args, '--model', cli.model, '--backend', 'wasm'];
    it('that are missing, empty, something else or cut short', async () => {
        await mkdir(cli.at('none'));
        await writeFile(cli.at('none/notes.txt'), 'hello');
        await writeFile(cli.at('empty.png'), '');
        await writeFile(cli.at('text.png'), 'hello');
        for (const [name, format] of [
            ['cut.png', 'png'],
            ['cut-too.jpg', 'jpeg'],
        ]) {
            await drawTo(cli.at(name), { width: 64, height: 64 }, format);
            await truncate(cli.at(name), Math.floor((await readFile(cli.at(name))).length * 0.6));
        }
        await fails(upscale('none'), 3, /InputError \[E_INPUT_EMPTY\] 'none' is a folder with no png, jpg/);
        await fails(upscale('none/*.png'), 3, /InputError \[E_INPUT_EMPTY\] 'none\/\*\.png' matches no/);
        await fails(upscale('gone.png'), 3, /ImageError \[E_IMAGE_NOT_FOUND\] 'gone\.png' does not exist/);
        const names = ['empty.png', 'text.png', 'cut.png', 'cut-too.jpg'];
        const { code, stdout } = await cli.run(upscale(...names, '-o', 'bad-out', '--json'));
        expect(code).toBe(3);
        const { files } = JSON.parse(stdout.toString());
        expect(files.map(({ error }) => error.code)).toEqual([
            'E_IMAGE_EMPTY',
            'E_IMAGE_NOT_AN_IMAGE',
            'E_IMAGE_DAMAGED',
            'E_IMAGE_DAMAGED',
        ]);
        expect(existsSync(cli.at('bad-out'))).toBe(false);
    });
    it('that are 30,000 pixels wide are upscaled, or refused by a format that cannot hold them', async () => {
        await drawTo(cli.at('wide.png'), { width: 30_000, height: 2 });
        const { code } = await cli.run(upscale('wide.png', '-o', 'wide-out.png'));
        expect(code).toBe(0);
        expect(await sizeOf(cli.at('wide-out.png'))).toBe('120000x8');
        await fails(upscale('wide.png', '-o', 'wide.jpg'), 3, /ImageError \[E_IMAGE_FORMAT_LIMIT\] JPEG holds/);
    });
    it('with alpha do not fit into JPEG', async () => {
        await drawTo(cli.at('alpha.png'), { channels: 4 });
        await fails(upscale('alpha.png', '-o', 'alpha.jpg'), 3, /ImageError \[E_IMAGE_ALPHA\]/);
    });
});
describe('outputs', () => {
    const upscale = (...args) => [
        'upscale',
        'good.png',
        ...args,
        '--model',
        cli.model,
        '--backend',
        'wasm',
    ];
    it('that cannot be written', async () => {
        await writeFile(cli.at('file'), 'a file');
        await fails(upscale('-o', 'file/sub/'), 1, /OutputError \[E_OUTPUT_FOLDER\] .*is a file and not a folder/);
        await fails(upscale('-o', 'file/x.png'), 1, /OutputError \[E_OUTPUT_FOLDER\]/);
        await fails(upscale('-o', 'file'), 1, /OutputError \[E_OUTPUT_EXISTS\]/);
        expect(await readFile(cli.at('file'), 'utf8')).toBe('a file');
        await fails(['upscale', 'good.png', 'wide.png', '-o', 'file'], 2, /is a file, and the inputs can be several/);
        await fails(['upscale', 'good.png', 'wide.png', '-o', 'x.png'], 2, /is the name of one picture, and/);
    });
    it.skipIf(process.platform === 'win32')('for which the disk has no room', async () => {
        await drawTo(cli.at('noisy.png'), { width: 97, height: 89, noise: true });
        // A limit on the size of files stands for the full disk; blocks are of 1024 bytes in bash.
        const script = `ulimit -f 4; exec "$0" "$@"`;
        const before = (await readdir(cli.folder)).sort();
        let failure;
        try {
            const args = [process.execPath, cli.main, ...upscale('-o', 'full.tif')];
            args[args.indexOf('good.png')] = 'noisy.png';
            execFileSync('bash', ['-c', script, ...args], { cwd: cli.folder, encoding: 'utf8', stdio: 'pipe' });
        }
        catch (error) {
            failure = error;
        }
        expect([failure?.status, failure?.stderr]).toEqual([
            1,
            expect.stringContaining('ImageError [E_IMAGE_DISK_FULL]'),
        ]);
        expect((await readdir(cli.folder)).sort()).toEqual(before);
    });
});
describe('checkpoints', () => {
    const upscale = (model, ...args) => [
        'upscale',
        'good.png',
        '--model',
        model,
        '--backend',
        'wasm',
        ...args,
    ];
    it('that are missing, empty, unknown or of no use', async () => {
        await writeFile(cli.at('zero.pth'), '');
        await writeFile(cli.at('text.pth'), 'hello, this is no checkpoint');
        const data = new Float32Array(4);
        await saveSafetensors(cli.at('odd.safetensors'), [
            { name: 'fc.weight', dtype: 'F32', shape: [2, 2], data },
        ]);
        await fails(upscale('gone.pth'), 3, /CheckpointError \[E_CHECKPOINT_NOT_FOUND\].*srkit models list/);
        await fails(upscale('zero.pth'), 3, /CheckpointError \[E_CHECKPOINT_EMPTY\]/);
        await fails(upscale('text.pth'), 3, /CheckpointError \[E_CHECKPOINT_FORMAT\]/);
        await fails(upscale('odd.safetensors'), 3, /CheckpointError \[E_CHECKPOINT_ARCHITECTURE\][\s\S]*fc\.weight[\s\S]*Networks that upscale/);
        await fails(upscale(cli.model, '--key', 'params_ema'), 3, /CheckpointError \[E_CHECKPOINT_KEY\]/);
        await fails(upscale('RealESRGAN_x4plus'), 3, /CheckpointError \[E_CHECKPOINT_NOT_PULLED\].*srkit models pull RealESRGAN_x4plus/);
    });
});
describe('options', () => {
    it.each([
        [
            ['--scale', '0'],
            /--scale, --outscale <n>' argument '0' is invalid\. Expected a number above 0, at most 64/,
        ],
        [['--scale', 'four'], /argument 'four' is invalid/],
        [['--tile', '-3'], /argument '-3' is invalid\. Expected auto, 0/],
        [['--quality', '101'], /Expected an integer from 1 to 100/],
        [['--memory', 'lots'], /Expected a size such as 2G/],
        [['--memory', '1'], /ConfigError \[E_CONFIG_MEMORY\]/],
        [['--denoise', '1.5'], /Expected a number from 0 to 1/],
        [['--backend', 'cuda'], /Allowed choices are auto, webgpu, wasm, tfjs-wasm, cpu/],
        [['--exact', '--fast'], /'--exact' cannot be used with option '--fast'/],
        [['--border', 'wrap', '--pre-pad', '4'], /ConfigError \[E_CONFIG_BORDER\]/],
        [['--require-gpu', '--backend', 'wasm'], /--require-gpu contradicts --backend wasm/],
        [['--denoise-model', 'x.pth'], /--denoise-model needs --denoise/],
        [['--suffix', '/x'], /--suffix is '\/x', expected part of a file name/],
        [['-o', 'x.bmp'], /ends in '\.bmp', which is no format that is written/],
        [['-o', 'x.png', '--format', 'jpeg'], /names png, and --format jpeg was given/],
        [['-o', '-', '--json'], /'-o -' and --json would both write to stdout/],
        [['-', '-o', 'x.png'], /'-' \(stdin\) is one picture and must be the only input/],
        [['--colour'], /UsageError \[E_USAGE\] unknown option '--colour'/],
    ])('%j are refused', async (options, message) => {
        await fails(['upscale', 'good.png', ...options], 2, message);
    });
    it.each([[[]], [['upscale']], [['upscale', '-']], [['enlarge', 'good.png']]])('%j is no command line', async (args) => {
        const { code, stderr } = await cli.run(args);
        expect([code, stderr]).toEqual([
            2,
            expect.stringMatching(/Usage: srkit|\[E_USAGE\]|\[E_CONFIG_USAGE\]/),
        ]);
    });
    it('--help shows examples and exit codes, --version the version', async () => {
        for (const args of [['--help'], ['upscale', '--help'], ['models', '--help']]) {
            const { code, stdout, stderr } = await cli.run(args);
            expect([code, stderr]).toEqual([0, '']);
            expect(stdout.toString()).toMatch(/Examples:\n.*srkit [\s\S]*Exit codes:\n {2}0 [\s\S]*130 {2}interrupted/);
        }
        expect((await cli.run(['--version'])).stdout.toString()).toMatch(/^\d+\.\d+\.\d+\n$/);
    });
});
describe('devices', () => {
    /** A folder without a graphics driver, wherever this runs. */
    const noDriver = { VK_ICD_FILENAMES: '/nowhere.json', VK_DRIVER_FILES: '/nowhere.json' };
    it.skipIf(process.platform !== 'linux')('that are not there end in code 4, and auto takes wasm and says why', async () => {
        for (const option of [['--require-gpu'], ['--backend', 'webgpu']]) {
            const { code, stderr } = await runCli(cli.main, ['upscale', 'good.png', ...option], {
                cwd: cli.folder,
                env: noDriver,
            });
            expect([code, stderr]).toEqual([
                4,
                expect.stringMatching(/DeviceError \[E_DEVICE_\w+\] --\w+.*srkit doctor/),
            ]);
        }
        const auto = await runCli(cli.main, ['upscale', 'good.png', '-o', 'auto.png'], {
            cwd: cli.folder,
            env: noDriver,
        });
        expect([auto.code, auto.stderr]).toEqual([
            0,
            expect.stringMatching(/^backend wasm: SIMD on the CPU, all cores\n/),
        ]);
        expect(existsSync(cli.at('auto.png'))).toBe(true);
    });
});
