import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quickBuild } from '../../../../scripts/quick-build.mjs';
import { type CliOptions, type CliResult, runCli } from './run-cli';
import { writeTinyModel } from './tiny-model';

/** The command, built from the sources, an empty folder to run it in, and a model that repeats pixels. */
export interface CliFixture {
  readonly main: string;
  readonly folder: string;
  readonly model: string;
  /** A path in the folder. */
  at(...parts: string[]): string;
  run(args: readonly string[], options?: CliOptions): Promise<CliResult>;
  /** `srkit upscale` with the tiny model on wasm. */
  upscale(args: readonly string[], options?: CliOptions): Promise<CliResult>;
  remove(): Promise<void>;
}

export const openCliFixture = async (): Promise<CliFixture> => {
  const main = await quickBuild();
  const folder = await mkdtemp(join(tmpdir(), 'srkit-cli-'));
  const at = (...parts: string[]): string => join(folder, ...parts);
  const model = at('tiny.safetensors');
  await writeTinyModel(model);
  const run = (args: readonly string[], options: CliOptions = {}): Promise<CliResult> =>
    runCli(main, args, { cwd: folder, ...options, env: { SRKIT_CACHE: at('cache'), ...options.env } });
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
