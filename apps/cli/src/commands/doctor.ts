import type { Command } from 'commander';
import { EXIT_CODES_HELP } from '../exit-code';
import type { Run } from './run';

export interface DoctorFlags {
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  srkit doctor
  srkit doctor --json > report.json             to attach to a bug report
`;

/** Adds `srkit doctor` to the program. */
export const addDoctor = (program: Command, run: Run): void => {
  program
    .command('doctor')
    .description(
      'Tells what this machine can compute with, and tries it: backends with a numeric self-test, picture codecs, pulled models. Exit code 4 if no backend works.',
    )
    .option('--json', 'print one JSON document')
    .option('--verbose', 'print the stacks of errors')
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .action(async (flags: DoctorFlags) => {
      const { runDoctor } = await import('./run-doctor');
      await run(() => runDoctor(flags));
    });
};
