import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTinyModel } from '../testing/tiny-model';
import { planNote } from '../upscale/upscale-picture';
import { openLocalEngine } from './local-engine';
const WORK = { onProgress: () => undefined, signal: new AbortController().signal };
let folder;
let model;
beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'srkit-engine-'));
    model = join(folder, 'wide.safetensors');
    // Wide and deep: not even four rows of it with their halo fit into the memory that is given below.
    await writeTinyModel(model, { numFeat: 16, numConv: 80 });
});
afterAll(() => rm(folder, { recursive: true }));
const open = (mayBlend, memoryBudget) => openLocalEngine({ backend: 'wasm', model: { model }, upscaler: { mode: 'exact', memoryBudget }, mayBlend });
const picture = {
    width: 150,
    height: 140,
    channels: 3,
    data: new Uint8Array(150 * 140 * 3).fill(100),
};
describe('exact tiles that do not fit the memory', () => {
    const TIGHT = 1.75 * 2 ** 20;
    it('are blended ones where nobody insisted, and a note says so', async () => {
        const engine = await open(true, TIGHT);
        const plan = await engine.plan(150, 140);
        expect(plan).toMatchObject({ width: 600, height: 560, blended: true, tiles: { exact: false } });
        expect(planNote(plan)).toMatch(/need more memory than is free.*blended seams.*--exact with a larger --memory/);
        const { image, report } = await engine.upscale(picture, WORK);
        expect([image.width, image.height]).toEqual([600, 560]);
        expect(report.tiles).toMatchObject({ exact: false, halo: plan.tiles.halo });
        await engine.close();
    });
    it('are an error where somebody did, whose advice works', async () => {
        const strict = await open(false, TIGHT);
        await expect(strict.plan(150, 140)).rejects.toMatchObject({
            code: 'E_CONFIG_MEMORY',
            message: expect.stringMatching(/memoryBudget \(--memory\), or use mode 'fast' \(--fast\)/),
        });
        await strict.close();
        const roomy = await open(false, 2 ** 30);
        expect(await roomy.plan(150, 140)).toMatchObject({ blended: false, tiles: { exact: true } });
        await roomy.close();
    });
});
