import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuTime } from '../test-support/cpu-time';
import { parseGoldenTensors } from '../test-support/golden-tensors';
import { dict, get, global, int, list, op, orderedDict, put, storage, str, tensor, tuple, } from '../test-support/pickle-builder';
import { comparable } from '../test-support/raw';
import { torchZip } from '../test-support/torch-builder';
import { join } from '../test-support/zip-builder';
import { CheckpointError, loadStateDict, writeSafetensors } from './index';
// Damage of every kind to valid files gives the right tensors or a CheckpointError: never another error, a hang, or
// memory out of proportion. Seeds are fixed, so that a failure is one for everybody.
const golden = (name) => new Uint8Array(readFileSync(fileURLToPath(new URL(`../fixtures/goldens/${name}`, import.meta.url))));
const ZIPS = [
    'zip_params_ema/model.pth',
    'dtypes_zip/model.pth',
    'views_zip/model.pth',
    'training_state/1200.state',
    'pickle_protocol4/model.pth',
].map(golden);
const LEGACIES = ['legacy_params_ema/model.pth', 'dtypes_legacy/model.pth', 'views_legacy/model.pth'].map(golden);
const RUN_MILLISECONDS = 500;
const RUN_BYTES = 24 * 1024 * 1024;
const attempt = async (file) => {
    const started = cpuTime();
    const before = process.memoryUsage().arrayBuffers;
    try {
        return await loadStateDict(file);
    }
    catch (error) {
        if (error instanceof CheckpointError && /^E_CHECKPOINT_/.test(error.code))
            return undefined;
        throw error;
    }
    finally {
        expect(cpuTime() - started).toBeLessThan(RUN_MILLISECONDS);
        expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(RUN_BYTES);
    }
};
/** Positions are fractions, so that the same damage fits every file. */
const position = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = (file, fraction) => Math.floor(fraction * file.length);
const changed = (file, change) => {
    const copy = file.slice();
    change(copy);
    return copy;
};
const flipped = (file, index, bit) => changed(file, (copy) => {
    copy[index] ^= 1 << bit;
});
const bitFlip = fc.tuple(position, fc.nat({ max: 7 })).map(([where, bit]) => (file) => flipped(file, at(file, where), bit));
const overwrite = fc
    .tuple(position, fc.uint8Array({ minLength: 1, maxLength: 12 }))
    .map(([where, bytes]) => (file) => changed(file, (copy) => copy.set(bytes.subarray(0, copy.length - at(file, where)), at(file, where))));
/** Numbers that tend to matter: all ones, signs, powers of two. */
const extreme = fc
    .tuple(position, fc.constantFrom([0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80], [0, 0, 0, 0], [0xff, 0xff], [0x7f]))
    .map(([where, bytes]) => (file) => changed(file, (copy) => copy.set(bytes.slice(0, copy.length - at(file, where)), at(file, where))));
const cut = fc.tuple(position, position).map(([from, to]) => (file) => {
    const [first, last] = [at(file, Math.min(from, to)), at(file, Math.max(from, to))];
    return new Uint8Array([...file.subarray(0, first), ...file.subarray(last)]);
});
const duplicate = fc
    .tuple(position, fc.nat({ max: 60 }))
    .map(([where, length]) => (file) => {
    const first = at(file, where);
    return new Uint8Array([...file.subarray(0, first + length), ...file.subarray(first)]);
});
const damage = fc
    .array(fc.oneof({ weight: 4, arbitrary: bitFlip }, overwrite, extreme, cut, duplicate), {
    minLength: 1,
    maxLength: 3,
})
    .map((all) => (file) => all.reduce((damaged, each) => (damaged.length > 0 ? each(damaged) : damaged), file));
describe('damaged zip files', () => {
    it('give exactly the right tensors or a CheckpointError: checksums cover everything', async () => {
        const right = await Promise.all(ZIPS.map(async (file) => comparable(await loadStateDict(file))));
        await fc.assert(fc.asyncProperty(fc.nat({ max: ZIPS.length - 1 }), damage, async (i, harm) => {
            const state = await attempt(harm(ZIPS[i]));
            if (state)
                expect(comparable(state)).toEqual(right[i]);
        }), { seed: 1, numRuns: 1200 });
    });
});
describe('damaged legacy files', () => {
    it('give tensors of a possible shape or a CheckpointError', async () => {
        await fc.assert(fc.asyncProperty(fc.nat({ max: LEGACIES.length - 1 }), damage, async (i, harm) => {
            const state = await attempt(harm(LEGACIES[i]));
            // There are no checksums: a changed name or element cannot be told from a true one.
            for (const { data, shape } of state?.values() ?? []) {
                expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
            }
        }), { seed: 2, numRuns: 1200 });
    });
    it('with changed elements give all other elements right', async () => {
        const file = golden('legacy_plain_state_dict/model.pth');
        const right = comparable(await loadStateDict(file));
        await fc.assert(fc.asyncProperty(fc.nat({ max: 39 }), fc.nat({ max: 7 }), async (fromEnd, bit) => {
            const state = await attempt(flipped(file, file.length - 1 - fromEnd, bit));
            const wrong = state && comparable(state).filter((tensor, i) => tensor.join() !== right[i].join());
            expect(wrong === undefined || wrong.length === 1).toBe(true);
        }), { seed: 3, numRuns: 60 });
    });
});
describe('damaged safetensors files', () => {
    it('give what the header says or a CheckpointError', async () => {
        const file = writeSafetensors(await loadStateDict(LEGACIES[1]), { metadata: { format: 'pt' } });
        await fc.assert(fc.asyncProperty(damage, async (harm) => {
            const damaged = harm(file);
            const state = await attempt(damaged);
            if (state)
                expect(comparable(state)).toEqual(naive(damaged));
        }), { seed: 4, numRuns: 1200 });
    });
    /** What a trusting reader would read. */
    const naive = (file) => [...parseGoldenTensors(file)].map(([name, { dtype, shape, bytes }]) => [
        name,
        dtype,
        shape.join(','),
        Buffer.from(bytes).toString('base64'),
    ]);
});
describe('truncated files', () => {
    it.each([
        ['zip', ZIPS[0]],
        ['legacy', LEGACIES[0]],
        ['safetensors', golden('views_zip/tensors.safetensors')],
    ])('%s: no proper beginning of a file passes for the file', async (_, file) => {
        // Every length near both ends, and every seventeenth between.
        const lengths = Array.from({ length: file.length }, (__, i) => i).filter((i) => i < 200 || i > file.length - 200 || i % 17 === 0);
        for (const length of lengths) {
            if (await attempt(file.slice(0, length)))
                expect.fail(`${length} of ${file.length} bytes were accepted`);
        }
    });
});
describe('pickles of random opcodes', () => {
    const slot = fc.nat({ max: 3 });
    const piece = fc.oneof(fc.constantFrom(...'()]}tlue0123abdsRoQN.'.split('').map((code) => op(code))), fc.constantFrom(...[0x81, 0x85, 0x86, 0x87, 0x88, 0x8f, 0x90, 0x91, 0x93, 0x94].map((code) => op(code))), fc.constantFrom(tensor(), storage(str('0'), int(6)), tuple(int(2), int(3)), list(str('a')), orderedDict()), fc.constantFrom(global('collections', 'OrderedDict'), global('collections', 'Counter'), global('torch._utils', '_rebuild_tensor_v2'), global('torch._utils', '_rebuild_parameter'), global('torch', 'FloatStorage'), global('torch', 'Size'), global('numpy', 'dtype')), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(int), fc.string({ maxLength: 4 }).map(str), slot.map(put), slot.map(get));
    it('give a state dict or a CheckpointError', async () => {
        await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 30 }), fc.boolean(), async (code, wrap) => {
            const program = join(code);
            await attempt(torchZip(wrap
                ? dict([
                    [str('w'), tensor()],
                    [str('x'), program],
                ])
                : program));
        }), { seed: 6, numRuns: 1500 });
    });
});
describe('bytes of all kinds', () => {
    it('are refused, whatever they begin with', async () => {
        const start = fc.constantFrom([], [0x50, 0x4b, 3, 4], [0x80, 2], [0x80, 4, 0x95], [64, 0, 0, 0, 0, 0, 0, 0, 0x7b]);
        await fc.assert(fc.asyncProperty(start, fc.uint8Array({ maxLength: 300 }), async (head, tail) => {
            expect(await attempt(new Uint8Array([...head, ...tail]))).toBeUndefined();
        }), { seed: 5, numRuns: 800 });
    });
});
