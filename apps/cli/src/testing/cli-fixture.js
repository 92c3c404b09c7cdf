import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quickBuild } from '../../../../scripts/quick-build.mjs';
import { runCli } from './run-cli';
import { writeTinyModel } from './tiny-model';
export const openCliFixture = async () => {
    const main = await quickBuild();
    const folder = await mkdtemp(join(tmpdir(), 'srkit-cli-'));
    const at = (...parts) => join(folder, ...parts);
    const model = at('tiny.safetensors');
    await writeTinyModel(model);
    const run = (args, options = {}) => runCli(main, args, { cwd: folder, ...options, env: { SRKIT_CACHE: at('cache'), ...options.env } });
    return {
        main,
        folder,
        model,
        at,
        run,
        upscale: (args, options) => run(['upscale', ...args, '--model', model, '--backend', 'wasm'], options),
        remove: () => rm(folder, { recursive: true, force: true }),
    };
};
