import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readGoldenTensors } from './golden-tensor';
import { runCase } from './run-case';
const encode = (tensors) => {
    let end = 0;
    const entries = [...tensors].map(([name, { dtype, shape, bytes }]) => {
        const begin = end;
        end += bytes.length;
        return [name, { dtype, shape, data_offsets: [begin, end] }];
    });
    const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
    const length = new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer);
    return Buffer.concat([length, header, ...[...tensors.values()].map(({ bytes }) => bytes)]);
};
/** Runs a changed copy of a case. */
export const runDerived = async (casePath, { file = {}, params = {}, tensors = {} }) => {
    const folder = await mkdtemp(join(tmpdir(), 'srkit-golden-'));
    try {
        const original = JSON.parse(await readFile(casePath, 'utf8'));
        const changed = { ...original, params: { ...original.params, ...params }, ...file };
        await writeFile(join(folder, 'case.json'), JSON.stringify(changed));
        const stored = await readGoldenTensors(join(dirname(casePath), 'tensors.safetensors'));
        const all = new Map(stored);
        for (const [name, { shape, values }] of Object.entries(tensors))
            all.set(name, { dtype: 'F32', shape, bytes: new Uint8Array(values.slice().buffer) });
        await writeFile(join(folder, 'tensors.safetensors'), encode(all));
        return await runCase(join(folder, 'case.json'));
    }
    finally {
        await rm(folder, { recursive: true });
    }
};
