import { type Command, Option } from 'commander';
import { EXIT_CODES_HELP } from '../exit-code';
import { BACKEND_NAMES, PRESET_NAMES } from '../options/choices';
import type { DegradeFlags } from '../options/degrade-flags';
import { parseCrop } from '../options/parse-crop';
import { integerBetween } from '../options/parse-number';
import type { Run } from './run';

/** Largest ground truth over LQ; `@srkit/degradation` has the same bound. */
const MAX_SCALE = 16;
/** So that the numbers in names have four digits and sort. */
const MAX_COUNT = 9999;

const EXAMPLES = `
Examples:
  srkit degrade holiday.jpg -o low/                        writes low/holiday_lq.png
  srkit degrade photos/ -o pairs/ --crop 256 --count 10    training pairs: _0001_lq.png and _0001_gt.png, ...
  srkit degrade holiday.jpg -o sheets/ --sheet             eight samples and their parameters in one picture
  srkit degrade photos/ -o low/ --options train_realesrgan_x4plus.yml --seed 7
  srkit degrade holiday.jpg -o low/ --save-recipes         and holiday_lq.json, which makes it again:
  srkit degrade holiday.jpg -o again/ --recipe low/holiday_lq.json
`;

/** Adds `srkit degrade` to the program. */
export const addDegrade = (program: Command, run: Run): void => {
  program
    .command('degrade')
    .summary('make low-resolution pictures to train on')
    .description(
      "Makes low-resolution pictures as Real-ESRGAN's training does: blur, resize, noise and JPEG, drawn at random. Rows and columns that the scale does not divide are cut off at the bottom and right. Grey becomes RGB, alpha is left out.",
    )
    .argument('<images...>', 'pictures, folders or glob patterns')
    .requiredOption('-o, --output <folder>', 'folder to write into')
    .optionsGroup('Degradation:')
    .addOption(
      new Option('--preset <name>', 'published degradation (default: realesrgan-x4plus)').choices(
        PRESET_NAMES,
      ),
    )
    .option('--options <file>', "BasicSR's option file (.yml), or srkit's own options (.json)")
    .option(
      '--scale <n>',
      'ground truth over LQ (default: as the degradation has it)',
      integerBetween(1, MAX_SCALE),
    )
    .option(
      '--crop <px>',
      'side of a random crop, in ground truth pixels; none for no crop (default)',
      parseCrop,
    )
    .option('--recipe <file>', 'make again what --save-recipes wrote, for a picture of the same size')
    .optionsGroup('Samples:')
    .option('--seed <n>', 'another one gives other samples (default: 0)', integerBetween(0, 0xffffffff))
    .option(
      '--count <n>',
      'samples for each picture (default: 1, 8 on a sheet)',
      integerBetween(1, MAX_COUNT),
    )
    .optionsGroup('Device:')
    .addOption(
      new Option('--backend <name>', 'where to compute').choices(['auto', ...BACKEND_NAMES]).default('auto'),
    )
    .option('--require-gpu', 'fail (exit code 4) instead of falling back to the CPU')
    .optionsGroup('Output:')
    .option('--save-recipes', 'write what was drawn beside each result, as JSON')
    .option(
      '--sheet',
      'write one contact sheet for each picture instead, of at most its middle 400x400 pixels',
    )
    .option('--overwrite', 'replace results that exist')
    .option('--recursive', 'look into the folders of folders as well')
    .optionsGroup('Messages:')
    .option('--json', 'print one JSON document with a report for each picture')
    .option('--quiet', 'print errors only')
    .option('--verbose', 'print what was drawn, and the stacks of errors')
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .action(async (images: string[], flags: DegradeFlags) => {
      const { runDegrade } = await import('./run-degrade');
      await run((signal) => runDegrade(images, flags, signal));
    });
};
