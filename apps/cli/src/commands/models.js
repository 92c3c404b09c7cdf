import { InvalidArgumentError } from 'commander';
import { EXIT_CODES_HELP } from '../errors';
const EXAMPLES = `
Examples:
  srkit models list
  srkit models pull RealESRGAN_x4plus
  srkit models pull https://example.com/my.safetensors --sha256 9f86d0...

Environment:
  SRKIT_CACHE        folder for pulled models (default: the system's cache folder)
  SRKIT_MODELS_BASE  URL that replaces https://github.com/xinntao/Real-ESRGAN/releases/download/
`;
/** Only when it is needed: it loads the networks' library. */
const released = () => import('../model/released-models');
const sha256 = (text) => {
    if (/^[0-9a-f]{64}$/i.test(text))
        return text.toLowerCase();
    throw new InvalidArgumentError('Expected 64 hexadecimal digits.');
};
/** Adds `srkit models` with its three commands to the program. */
export const addModels = (program, run) => {
    const models = program
        .command('models')
        .description('Lists and downloads the checkpoints released by the Real-ESRGAN project.')
        .addHelpText('after', EXAMPLES + EXIT_CODES_HELP);
    models
        .command('list')
        .description('Lists the released models, and which of them are on this machine.')
        .option('--json', 'print one JSON document')
        .action((flags) => run(async () => (await released()).listModels(flags)));
    models
        .command('info')
        .description('Tells about one released model.')
        .argument('<name>')
        .option('--json', 'print one JSON document')
        .action((name, flags) => run(async () => (await released()).modelInfo(name, flags)));
    models
        .command('pull')
        .description('Downloads a released model, or any checkpoint by its URL. An interrupted download goes on.')
        .argument('<name|url>')
        .option('--sha256 <digest>', 'refuse other bytes', sha256)
        .option('--dir <folder>', 'folder to download into (default: the cache)')
        .option('--verbose', 'print the stacks of errors')
        .addHelpText('after', EXIT_CODES_HELP)
        .action((name, flags) => run(async (signal) => (await released()).pullModel(name, flags, signal)));
};
