import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Figure } from '../figures/figure';
import { terminalTable } from '../figures/figures-table';
import { describeMachine, machineLines } from '../shared/machine';
import { findPython, runJson } from '../shared/run-json';
import { caseName, type OpsCase, type OpsTimes, opsCases } from './cases';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const measure = (one: OpsCase, python: string | undefined): Figure => {
  const name = caseName(one);
  console.error(`${name}...`);
  const job = JSON.stringify(one);
  const ours = runJson<OpsTimes>(process.execPath, ['--import', 'tsx', path('./srkit-child.ts'), job]);
  const theirs = python && runJson<OpsTimes>(python, [path('./pytorch.py'), job]);
  return {
    name,
    entries: [
      { contender: 'srkit', seconds: ours.seconds, peakBytes: ours.peakBytes },
      ...(theirs ? [{ contender: 'PyTorch', seconds: theirs.seconds, peakBytes: theirs.peakBytes }] : []),
    ],
  };
};

/** srkit-wasm beside PyTorch on every case of the list. */
export const measureOps = (cases: readonly OpsCase[]): Figure[] => {
  const python = findPython('torchvision');
  if (!python) console.error('No Python has torchvision (Debian: python3-torchvision). It is NOT measured.');
  return cases.map((one) => measure(one, python));
};

/** `npm run bench -- ops`. */
export const benchOps = async (args: string[]): Promise<number> => {
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
