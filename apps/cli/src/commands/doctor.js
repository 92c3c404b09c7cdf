import { findAdapter } from '../backend/adapter';
import { chooseBackend } from '../backend/choose-backend';
import { EXIT, EXIT_CODES_HELP } from '../errors';
import { printJson, printText } from '../terminal/streams';
const EXAMPLES = `
Examples:
  srkit doctor
  srkit doctor --json > report.json             to attach to a bug report
`;
/** `srkit doctor`. */
const doctor = async ({ json }) => {
    const { backendFacts } = await import('../doctor/backend-facts');
    const { cacheFacts, codecFacts, machineFacts } = await import('../doctor/machine-facts');
    const { doctorLines } = await import('../doctor/doctor-lines');
    const answer = await findAdapter();
    const { name, reason } = await chooseBackend({ backend: 'auto', requireGpu: false }, async () => answer);
    const facts = {
        machine: machineFacts(),
        backends: await backendFacts(answer),
        auto: { name, reason },
        codecs: await codecFacts(),
        cache: await cacheFacts(),
    };
    if (json)
        await printJson(facts);
    else
        await printText(`${doctorLines(facts).join('\n')}\n`);
    return facts.backends.some(({ works }) => works) ? EXIT.ok : EXIT.noDevice;
};
/** Adds `srkit doctor` to the program. */
export const addDoctor = (program, run) => {
    program
        .command('doctor')
        .description('Tells what this machine can compute with, and tries it: backends with a numeric self-test, picture codecs, pulled models. Exit code 4 if no backend works.')
        .option('--json', 'print one JSON document')
        .option('--verbose', 'print the stacks of errors')
        .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
        .action((flags) => run(() => doctor(flags)));
};
