import { basename, dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from './backend';
import { compare } from './compare';
import { findCases } from './golden-case';
import { runCase } from './run-case';

/** The subset of the goldens that is small enough to live in the repository. */
const folders = ['../fixtures', '../../../packages/checkpoints/fixtures/goldens'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);
const cases = (await Promise.all(folders.map(findCases))).flat();

describe.each([
  { backend: 'srkit-wasm', fast: true },
  { backend: 'srkit-wasm', fast: false },
  { backend: 'wasm', fast: true },
] as const)('committed goldens on $backend, fast: $fast', ({ backend, fast }) => {
  beforeAll(() => useBackend(backend, fast));

  it.each(cases.map((path) => [`${basename(dirname(dirname(path)))}/${basename(dirname(path))}`, path]))(
    '%s',
    async (_, path) => {
      const { problems } = await runCase(path);
      expect(problems).toEqual([]);
    },
  );

  it('are all there', () => {
    for (const folder of folders) {
      expect(cases.filter((path) => !relative(folder, path).startsWith('..')).length).toBeGreaterThan(10);
    }
  });
});

describe('the comparison', () => {
  const tensor = (...values: number[]) => ({ shape: [values.length], values });

  it('adds the absolute, relative and largest-value terms', () => {
    const tolerance = { abs: 0.1, rel: 0.01, rel_max: 0.001 };
    expect(compare('x', tensor(10.19, 100), tensor(10, 100), { abs: 0.1, rel: 0.01 }).ok).toBe(true);
    expect(compare('x', tensor(10.21, 100), tensor(10, 100), { abs: 0.1, rel: 0.01 }).ok).toBe(false);
    expect(compare('x', tensor(10.29, 100), tensor(10, 100), tolerance).ok).toBe(true);
    expect(compare('x', tensor(10.31, 100), tensor(10, 100), tolerance).ok).toBe(false);
  });

  it('fails for NaN, a wrong shape, and a wrong length', () => {
    expect(compare('x', tensor(Number.NaN), tensor(1), { abs: 9 })).toMatchObject({ ok: false });
    expect(compare('x', tensor(1), tensor(Number.NaN), { abs: 9 })).toMatchObject({ ok: false });
    expect(compare('x', { shape: [1, 2], values: [1, 2] }, { shape: [2], values: [1, 2] }, {}).ok).toBe(
      false,
    );
    expect(compare('x', { shape: [2], values: [1] }, { shape: [2], values: [1, 2] }, {}).ok).toBe(false);
  });

  it('allows the stated fraction of outliers, within their own bound', () => {
    const [reference, oneOff] = [tensor(0, 0, 0, 0), tensor(2, 0, 0, 0)];
    expect(compare('x', oneOff, reference, { abs: 1 }).ok).toBe(false);
    expect(compare('x', oneOff, reference, { abs: 1, outliers: 0.25 }).ok).toBe(true);
    expect(compare('x', tensor(2, 2, 0, 0), reference, { abs: 1, outliers: 0.25 }).ok).toBe(false);
    expect(compare('x', oneOff, reference, { abs: 1, outliers: 0.25, outlier_abs: 1.5 }).ok).toBe(false);
  });
});

it('fails a case whose op is not known', async () => {
  const { mkdtemp, rm, writeFile } = await import('node:fs/promises');
  const folder = await mkdtemp('/tmp/srkit-golden-');
  const path = `${folder}/case.json`;
  await writeFile(
    path,
    JSON.stringify({ op: 'toString', params: {}, inputs: [], outputs: [], tolerance: {} }),
  );
  const result = await runCase(path);
  expect(result).toMatchObject({ ok: false, problems: ["Error: op 'toString' is not known"] });
  await rm(folder, { recursive: true });
});
