import type { Command } from 'commander';
import { EXIT_CODES_HELP } from '../errors';
import type { Run } from '../run';
import { addBuildLmr } from './dataset-build-lmr';
import { addCheck } from './dataset-check';
import { addLists } from './dataset-lists';
import { addPack } from './dataset-pack';
import { addPrepare } from './dataset-prepare';

/** Adds `srkit dataset` and its commands to the program. */
export const addDataset = (program: Command, run: Run): void => {
  const dataset = program
    .command('dataset')
    .summary('data sets to train and test on')
    .description('Checks, prepares and builds data sets.')
    .addHelpText('after', EXIT_CODES_HELP);
  for (const add of [addCheck, addPrepare, addLists, addPack, addBuildLmr]) add(dataset, run);
};
