import { EXIT_CODES_HELP } from '../errors';
import { addBuildLmr } from './dataset-build-lmr';
/** Adds `srkit dataset` and its commands to the program. */
export const addDataset = (program, run) => {
    const dataset = program
        .command('dataset')
        .summary('data sets to train and test on')
        .description('Builds data sets.')
        .addHelpText('after', EXIT_CODES_HELP);
    addBuildLmr(dataset, run);
};
