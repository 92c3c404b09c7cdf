import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparable } from '../../test-support/raw';
import { loadStateDict, openCheckpoint, saveSafetensors } from '../index';
let folder;
beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'srkit-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const TENSOR = { name: 'w', dtype: 'F32', shape: [2, 1], data: Float32Array.of(0.1, -2) };
describe('saveSafetensors', () => {
    it('writes what can be read', async () => {
        const path = join(folder, 'w.safetensors');
        await saveSafetensors(path, [TENSOR], { metadata: { format: 'pt' } });
        const checkpoint = await openCheckpoint(path);
        expect(checkpoint.metadata).toEqual(Object.assign(Object.create(null), { format: 'pt' }));
        expect(comparable(await checkpoint.readAll())).toEqual(comparable(new Map([['w', TENSOR]])));
        await checkpoint.close();
    });
    it('overwrites only when told, and then whole', async () => {
        const path = join(folder, 'taken.safetensors');
        writeFileSync(path, 'precious');
        await expect(saveSafetensors(path, [TENSOR])).rejects.toMatchObject({ code: 'E_CHECKPOINT_EXISTS' });
        expect(readFileSync(path, 'utf8')).toBe('precious');
        await expect(saveSafetensors(path, [{ ...TENSOR, shape: [3] }], { overwrite: true })).rejects.toMatchObject({ code: 'E_CHECKPOINT_WRITE' });
        expect(readFileSync(path, 'utf8')).toBe('precious');
        await saveSafetensors(path, [TENSOR], { overwrite: true, dtype: 'F16' });
        expect((await loadStateDict(path)).get('w').dtype).toBe('F16');
    });
    it('leaves nothing behind when it cannot write', async () => {
        const taken = join(folder, 'folder.safetensors');
        mkdirSync(join(taken, 'inside'), { recursive: true });
        await expect(saveSafetensors(taken, [TENSOR], { overwrite: true })).rejects.toMatchObject({
            code: 'E_CHECKPOINT_IO',
        });
        await expect(saveSafetensors(join(folder, 'no/where'), [TENSOR])).rejects.toMatchObject({
            code: 'E_CHECKPOINT_NOT_FOUND',
        });
        expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    });
});
