import type { Command } from 'commander';
import { findAdapter } from '../backend/adapter';
import { chooseBackend } from '../backend/choose-backend';
import { EXIT, EXIT_CODES_HELP, type ExitCode } from '../errors';
import type { Run } from '../run';
import { printJson, printText } from '../terminal/streams';

const EXAMPLES = `
Examples:
  srkit doctor
  srkit doctor --json > report.json             to attach to a bug report
  srkit doctor --bench                          how fast the graphics card computes what networks spend their time in
`;

interface Flags {
  readonly json?: true;
  readonly bench?: true;
}

/** `srkit doctor`. */
const doctor = async ({ json, bench }: Flags): Promise<ExitCode> => {
  const { backendFacts } = await import('../doctor/backend-facts');
  const { cacheFacts, codecFacts, machineFacts } = await import('../doctor/machine-facts');
  const { doctorLines } = await import('../doctor/doctor-lines');
  const { kernelRates } = await import('../doctor/kernel-rates');
  const answer = await findAdapter();
  const { name, reason } = await chooseBackend({ backend: 'auto', requireGpu: false }, async () => answer);
  const facts = {
    machine: machineFacts(),
    backends: await backendFacts(answer),
    ...(bench && { bench: await kernelRates(answer) }),
    auto: { name, reason },
    codecs: await codecFacts(),
    cache: await cacheFacts(),
  };
  if (json) await printJson(facts);
  else await printText(`${doctorLines(facts).join('\n')}\n`);
  return facts.backends.some(({ works }) => works) ? EXIT.ok : EXIT.noDevice;
};

/** Adds `srkit doctor` to the program. */
export const addDoctor = (program: Command, run: Run): void => {
  program
    .command('doctor')
    .description(
      'Tells what this machine can compute with, and tries it: backends with a numeric self-test, picture codecs, pulled models. Exit code 4 if no backend works.',
    )
    .option(
      '--bench',
      'time the kernels that networks spend their time in on the graphics card: TFLOP/s, in seconds',
    )
    .option('--json', 'print one JSON document')
    .option('--verbose', 'print the stacks of errors')
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .action((flags: Flags) => run(() => doctor(flags)));
};
