import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { terminalTable } from '../figures/figures-table';
import { describeMachine, machineLines } from '../shared/machine';
import { findPython, runJson } from '../shared/run-json';
import { caseName, opsCases } from './cases';
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const measure = (one, python) => {
    const name = caseName(one);
    console.error(`${name}...`);
    const job = JSON.stringify(one);
    const ours = runJson(process.execPath, ['--import', 'tsx', path('./srkit-child.ts'), job]);
    const theirs = python && runJson(python, [path('./pytorch.py'), job]);
    return {
        name,
        entries: [
            { contender: 'srkit', seconds: ours.seconds, peakBytes: ours.peakBytes },
            ...(theirs ? [{ contender: 'PyTorch', seconds: theirs.seconds, peakBytes: theirs.peakBytes }] : []),
        ],
    };
};
/** srkit-wasm beside PyTorch on every case of the list. */
export const measureOps = (cases) => {
    const python = findPython('torchvision');
    if (!python)
        console.error('No Python has torchvision (Debian: python3-torchvision). It is NOT measured.');
    return cases.map((one) => measure(one, python));
};
/** `npm run bench -- ops`. */
export const benchOps = async (args) => {
    const { values } = parseArgs({
        args,
        options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
    });
    const machine = describeMachine();
    const figures = measureOps(opsCases(values.quick).filter((one) => caseName(one).includes(values.only)));
    console.log(machineLines(machine).join('\n'));
    console.log(terminalTable(figures));
    return 0;
};
