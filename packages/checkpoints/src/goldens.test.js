import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cpuTime } from '../test-support/cpu-time';
import { readGoldenTensors } from '../test-support/golden-tensors';
import { rawBytes } from '../test-support/raw';
import { CheckpointError, openCheckpoint } from './index';
// Files that PyTorch 1.13 wrote, and hostile ones made by hand, with what must come of them.
const GOLDENS = fileURLToPath(new URL('../fixtures/goldens/', import.meta.url));
const cases = readdirSync(GOLDENS).map((name) => {
    const { op, params } = JSON.parse(readFileSync(`${GOLDENS}${name}/case.json`, 'utf8'));
    return { name, op, params };
});
describe('checkpoints written by PyTorch', () => {
    it.each(cases.filter(({ op }) => op === 'load_checkpoint'))('$name', async ({ name, params }) => {
        const folder = `${GOLDENS}${name}/`;
        const checkpoint = await openCheckpoint(folder + params.file);
        const expected = readGoldenTensors(`${folder}tensors.safetensors`);
        expect(checkpoint.format).toBe(`pytorch-${params.format}`);
        expect(checkpoint.selected).toBe(params.selected);
        expect(checkpoint.metadata).toMatchObject(params.other ?? {});
        if (params.lr !== undefined) {
            expect(checkpoint.metadata).toMatchObject({ optimizers: [{ param_groups: [{ lr: params.lr }] }] });
        }
        const state = await checkpoint.readAll();
        expect([...state.keys()].sort()).toEqual([...expected.keys()].sort());
        for (const [tensorName, { dtype, shape, bytes }] of expected) {
            const tensor = state.get(tensorName);
            expect({ tensorName, dtype: tensor.dtype, shape: tensor.shape }).toEqual({ tensorName, dtype, shape });
            expect(rawBytes(tensor)).toEqual(bytes);
            expect(rawBytes(await checkpoint.read(tensorName))).toEqual(bytes);
        }
        await checkpoint.close();
    });
});
describe('hostile files', () => {
    const { params } = cases.find(({ op }) => op === 'hostile_checkpoints');
    it.each(params.items)('$file: $why', async ({ file, kind }) => {
        const started = cpuTime();
        const before = process.memoryUsage().arrayBuffers;
        const loading = openCheckpoint(`${GOLDENS}hostile/${file}`).then((checkpoint) => checkpoint.readAll());
        if (kind === 'keys') {
            const state = await loading;
            expect([...state.keys()]).toEqual(['__proto__.w', 'constructor.w']);
        }
        else {
            const error = await loading.catch((reason) => reason);
            expect(error).toBeInstanceOf(CheckpointError);
            expect(error.code).toMatch(/^E_CHECKPOINT_[A-Z0-9_]+$/);
            expect(error.message).toContain(file);
        }
        expect(cpuTime() - started).toBeLessThan(1000);
        expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * 1024);
        expect(existsSync(params.must_not_exist_afterwards)).toBe(false);
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect({}['w']).toBeUndefined();
    });
});
