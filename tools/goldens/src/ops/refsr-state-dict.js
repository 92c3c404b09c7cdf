import { readFile } from 'node:fs/promises';
import { createNetwork, detectArchitecture } from '@srkit/models';
import { expectEqual } from '../run-op';
/** `state_dict`: names, shapes and order of the state of every module, which is built as it is recognised. */
export const refsrStateDictOp = async ({ golden }) => {
    const stored = JSON.parse(await readFile(golden.path('state_dict.json'), 'utf8'));
    const sizes = golden.file.params['numel'];
    return Object.entries(stored).flatMap(([label, expected]) => {
        const architecture = detectArchitecture(new Map(expected.map(([name, shape]) => [name, { shape }])));
        const entries = [...createNetwork(architecture, { deferred: true }).namedState()];
        const size = entries.reduce((sum, [, entry]) => sum + entry.size, 0);
        return [
            // The label is the name, and in brackets what it is built from: `ImageDiscriminator(in_nc=3,ndf=32)`.
            expectEqual(`${label} recognised`, architecture.name, label.split('(')[0]),
            expectEqual(label, entries.map(([name, { shape }]) => [name, shape]), expected),
            expectEqual(`${label} size`, size, sizes[label]),
        ];
    });
};
