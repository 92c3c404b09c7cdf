import { tryPeers } from '../shared/peers';
import { caseTable } from '../upscale/case-table';
import { benchCases } from '../upscale/cases';
import { measureCase } from '../upscale/measure-case';

const ROUNDS = 3;
const CASES = ['RRDBNet(64,23), 64x64', 'embedded model, 256x256'];

/** Two networks in all runtimes of the `upscale` bench, which take turns. A table for each whose name has `only`. */
export const peerTables = async (only: string): Promise<string[]> => {
  const cases = benchCases(undefined).filter(({ name }) => CASES.includes(name) && name.includes(only));
  if (cases.length === 0) return [];
  const peersFailure = tryPeers();
  const tables: string[] = [];
  for (const one of cases) {
    console.error(`${one.name}:`);
    tables.push(caseTable(await measureCase(one, { rounds: ROUNDS, peersFailure })));
  }
  return tables;
};
