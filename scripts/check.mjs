// npm run check: types, lint, layering, the API reference, and the packed packages.

import './assemble.mjs';
import { checkPacked } from './check-packed.mjs';
import { checkManifests } from './manifests.mjs';
import { packages } from './packages.mjs';
import { steps, tool } from './run.mjs';
import { checkTfjsInternals } from './tfjs-internals.mjs';

const result = await steps([
  // First: the types of a package's second entry are those of its build.
  ['build', () => tool('turbo', ['run', 'build', '--output-logs=errors-only'])],
  ['types', () => tool('tsc', ['-p', 'tsconfig.json'])],
  ['manifests', checkManifests],
  ['internals of tfjs', checkTfjsInternals],
  ['lint', () => tool('biome', ['ci', '--error-on-warnings', '.'])],
  ['layering', () => tool('depcruise', ['--config', '.dependency-cruiser.cjs', 'packages', 'apps', 'tools'])],
  ['docs', () => tool('typedoc', ['--treatWarningsAsErrors', '--logLevel', 'Warn'])],
  ...packages().map((p) => [`packed ${p.name}`, () => checkPacked(p)]),
]);
console.log(`${result.passed} passed, ${result.failed} failed`);
process.exit(result.failed > 0 ? 1 : 0);
