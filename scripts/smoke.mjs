// The smoke test: packs every published package, installs the tarballs into an empty folder as a stranger would, and
// uses them from ESM, CommonJS, TypeScript, the command line, Vite, esbuild and the examples.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { pack, packages } from './packages.mjs';
import { root, run, steps, tool } from './run.mjs';
import { inspectBuild } from './smoke/inspect-build.mjs';
import { lastLine } from './smoke/last-line.mjs';

const folder = mkdtempSync(join(tmpdir(), 'srkit-smoke-'));
const there = { cwd: folder };
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What a user of the libraries installs beside them. */
const BESIDE = [
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-cpu',
  'vite',
];

const install = () => {
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  const dependencies = Object.fromEntries([
    ...packages().map((workspace) => [workspace.name, `file:${pack(workspace, tarballs)}`]),
    ...BESIDE.map((name) => [name, devDependencies[name]]),
  ]);
  cpSync(join(root, 'scripts/smoke/project'), folder, { recursive: true });
  cpSync(join(folder, 'types.mts'), join(folder, 'types.cts'));
  cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'smoke', private: true, type: 'module', dependencies }),
  );
  return run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], there);
};

/** What each way of using the packages printed about its result: `<width>x<height> <digest of the samples>`. */
const results = {};

const result = (name, args) => {
  results[name] = lastLine(process.execPath, args, folder);
  console.log(`${name}: ${results[name]}`);
  return /^48x32 [0-9a-f]{64}$/.test(results[name]) && results[name] === results.esm;
};

const degraded = (name, script) => {
  results[name] = lastLine(process.execPath, [script], folder);
  console.log(`${name}: ${results[name]}`);
  return /^20x24 [0-9a-f]{64}$/.test(results[name]) && results[name] === results['esm degradation'];
};

/** Runs an example; its last line has to match. */
const example = (script, args, expected) => {
  const line = lastLine(process.execPath, [join('examples', script), ...args], folder);
  console.log(`${script}: ${line}`);
  return expected.test(line);
};

/** One script of everything but sharp, which is no JavaScript. */
const bundled = async () => {
  const script = join(folder, 'bundle/main.mjs');
  await build({
    absWorkingDir: folder,
    entryPoints: ['bundled.mjs'],
    outfile: script,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['sharp'],
    // Packages in CommonJS ask for Node's modules.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return result('esbuild', [script]);
};

const types = (project) => tool('tsc', ['-p', join(folder, project)]);

const list = [
  ['build', () => tool('turbo', ['run', 'build', '--filter=!@srkit/demo', '--output-logs=errors-only'])],
  ['install the tarballs', install],
  ['ESM on srkit-wasm', () => result('esm', ['upscale.mjs'])],
  ['CommonJS gives the same', () => result('cjs', ['upscale.cjs'])],
  ['a degradation in ESM, and in a thread', () => degraded('esm degradation', 'degrade.mjs')],
  ['a degradation in CommonJS is the same', () => degraded('cjs degradation', 'degrade.cjs')],
  ['types in ESM and CommonJS (nodenext)', () => types('tsconfig.nodenext.json')],
  ['types with a bundler', () => types('tsconfig.bundler.json')],
  [
    'npx srkit upscale gives the same',
    () =>
      run(
        'npx',
        ['--no-install', 'srkit', 'upscale', 'small.png', '-o', 'large.png', '--backend', 'wasm'],
        there,
      ) && result('command', ['digest.mjs', 'large.png']),
  ],
  [
    'example: script',
    () => example('node-script/upscale.mjs', ['small.png', 'out.png'], /^48x32 by .* on srkit-wasm$/),
  ],
  ['example: training loop', () => example('training-loop/train.mjs', ['4'], /^iteration 4: l1 0\.\d{4}$/)],
  ['example: fine-grained API', () => example('fine-grained/features.mjs', [], /^body\.0\./)],
  ["example: Next's route", () => example('../ask-route.mjs', [], /^200 image\/png, 400 E_IMAGE_/)],
  ['esbuild puts the built-in model into a script', bundled],
  ['Vite build', () => run('npx', ['--no-install', 'vite', 'build', 'page', '--logLevel', 'warn'], there)],
  ['the page needs no Node and has the model', () => inspectBuild(join(folder, 'page/dist'))],
];

try {
  const { passed, failed } = await steps(list);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
