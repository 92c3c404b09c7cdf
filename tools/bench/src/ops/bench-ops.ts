import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { megabytes, seconds } from '../shared/format';
import { describeMachine, machineLines } from '../shared/machine';
import { findPython, runJson } from '../shared/run-json';
import { median } from '../shared/statistics';
import { table } from '../shared/table';
import { caseName, type OpsCase, type OpsTimes, opsCases } from './cases';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const srkit = (one: OpsCase): OpsTimes =>
  runJson(process.execPath, ['--import', 'tsx', path('./srkit-child.ts'), JSON.stringify(one)]);

/** `npm run bench -- ops`. */
export const benchOps = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: { full: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
  });
  const machine = describeMachine();
  const python = findPython('torchvision');
  if (!python) console.error('No Python has torchvision (Debian: python3-torchvision). It is NOT measured.');
  const rows: string[][] = [];
  for (const one of opsCases(values.full)) {
    const name = caseName(one);
    if (!name.includes(values.only)) continue;
    console.error(`${name}...`);
    const ours = srkit(one);
    const theirs = python
      ? runJson<OpsTimes>(python, [path('./pytorch.py'), JSON.stringify(one)])
      : undefined;
    rows.push([
      name,
      `${seconds(median(ours.seconds))} s`,
      megabytes(ours.peakBytes),
      theirs ? `${seconds(median(theirs.seconds))} s` : '-',
      theirs ? megabytes(theirs.peakBytes) : '-',
      theirs ? `${(median(theirs.seconds) / median(ours.seconds)).toFixed(2)}x` : '-',
    ]);
  }
  console.log(machineLines(machine).join('\n'));
  console.log(table(['', 'srkit', 'peak', 'PyTorch', 'peak', 'PyTorch / srkit'], rows));
  return 0;
};
