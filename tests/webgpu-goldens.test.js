import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mendGradients } from '@srkit/ops';
import { beforeAll, describe, expect, it } from 'vitest';
import { findCases } from '../tools/goldens/src/golden-case';
import { runCase } from '../tools/goldens/src/run-case';
import { startWebGpu } from './support/start-webgpu';
const hasGpu = await startWebGpu();
/** Committed cases that the software adapter computes in seconds; `npm run goldens -- DIR --backend webgpu` runs any. */
const SMALL = /^(realesrgan\/(archs\/srvgg|kernels|noise|losses|ops|pipeline|inference\/dni)|refsr\/(blocks|dcn|dynagg|mrapa|losses\/contras))/;
const folder = fileURLToPath(new URL('../tools/goldens/fixtures', import.meta.url));
const cases = (await findCases(folder))
    .map((path) => [relative(folder, path).replace(/\/case\.json$/, ''), path])
    .filter(([name]) => SMALL.test(name));
describe.skipIf(!hasGpu)('official numbers on WebGPU', () => {
    beforeAll(() => mendGradients());
    it('are many', () => expect(cases.length).toBeGreaterThan(50));
    it.each(cases)('%s', async (_, path) => {
        const { problems } = await runCase(path);
        expect(problems).toEqual([]);
    });
});
