import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { version_core as tfjsVersion } from '@tensorflow/tfjs-core';
import { userPath } from '../shared/folders';
import { megabytes } from '../shared/format';
import { describeMachine, machineLines } from '../shared/machine';
import { installedPeers, tryPeers } from '../shared/peers';
import { UsageError } from '../shared/usage-error';
import { caseTable } from './case-table';
import { benchCases } from './cases';
import { measureCase } from './measure-case';
const ROUNDS = 3;
/** `npm run bench -- upscale`. */
export const benchUpscale = async (args) => {
    const { values } = parseArgs({
        args,
        options: {
            quick: { type: 'boolean', default: false },
            only: { type: 'string' },
            model: { type: 'string' },
            json: { type: 'string' },
        },
    });
    const cases = benchCases(values.model, values.only);
    if (cases.length === 0) {
        const names = benchCases(values.model).map(({ name }) => `\n  ${name}`);
        throw new UsageError(`No case has '${values.only}' in its name. There are:${names.join('')}`);
    }
    const machine = describeMachine();
    const peersFailure = tryPeers();
    const versions = { '@tensorflow/tfjs': tfjsVersion, ...installedPeers() };
    const results = [];
    for (const benchCase of cases) {
        console.error(`${benchCase.name}:`);
        results.push(await measureCase(benchCase, { rounds: values.quick ? 1 : ROUNDS, peersFailure }));
    }
    console.log(machineLines(machine).join('\n'));
    console.log(Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '));
    for (const result of results)
        console.log(`\n${caseTable(result)}`);
    const empty = Math.max(...results.flatMap((r) => r.measurements.map((m) => m.emptyBytes)));
    console.log(`\nOf each peak, ${megabytes(empty)} is Node with the TypeScript loader.`);
    if (values.json) {
        await writeFile(userPath(values.json), `${JSON.stringify({ machine, versions, results }, undefined, 2)}\n`);
    }
    return results.some((r) => r.measurements.some((m) => m.failure !== undefined)) ? 1 : 0;
};
