import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import '../index';
import { engine, getKernelsForBackend, setBackend } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { KERNELS } from '../kernels/all';
import { BACKEND_NAME } from '../kernels/kernel';
import { compareOutcomes } from './compare-outcomes';
import { conformanceCases, WITHOUT_CASES } from './conformance-cases';
import { describeCase, runCase } from './run-case';
import { summaryTable } from './summary';
/** Shown in full; more would be the same mistake. */
const MOST_SHOWN = 20;
const usedBytes = () => engine().backend.memory().wasmUsedBytes;
it('does what the cpu backend does, in every kernel it has', { timeout: 120_000 }, async () => {
    const cases = conformanceCases();
    await setBackend('cpu');
    const expected = cases.map(runCase);
    await setBackend(BACKEND_NAME);
    const ours = new Set(KERNELS.map(({ kernelName }) => kernelName));
    const summaries = new Map();
    const differences = [];
    for (const [i, entry] of cases.entries()) {
        const { kernel, relativeTo } = entry;
        const before = usedBytes();
        const actual = runCase(entry);
        const compared = compareOutcomes(expected[i], actual, relativeTo);
        const leaked = usedBytes() - before;
        const label = describeCase(entry);
        if (compared.difference)
            differences.push(`${label}: ${compared.difference}`);
        if (leaked !== 0)
            differences.push(`${label}: ${leaked} bytes are not given back`);
        const summary = summaries.get(kernel) ?? {
            ...{ kernel, isOurs: ours.has(kernel), cases: 0, refused: 0, error: 0 },
        };
        summary.cases++;
        if (typeof actual === 'string')
            summary.refused++;
        summary.error = Math.max(summary.error, compared.error);
        summaries.set(kernel, summary);
    }
    expect(differences.slice(0, MOST_SHOWN), `${differences.length} differences`).toEqual([]);
    const missing = getKernelsForBackend('cpu').filter(({ kernelName }) => !summaries.has(kernelName) && !(kernelName in WITHOUT_CASES));
    expect(missing.map(({ kernelName }) => kernelName)).toEqual([]);
    // `npm run conformance` writes down what it found.
    if (process.env['npm_lifecycle_event'] !== 'conformance')
        return;
    const table = summaryTable([...summaries.values()].sort((a, b) => (a.kernel < b.kernel ? -1 : 1)));
    process.stdout.write(table);
    writeFileSync(fileURLToPath(new URL('../../CONFORMANCE.md', import.meta.url)), table);
});
