import { type Command, Option } from 'commander';
import { EXIT_CODES_HELP } from '../exit-code';
import { BACKEND_NAMES, FORMATS } from '../options/choices';
import { parseBytes } from '../options/parse-bytes';
import { integerBetween, numberBetween } from '../options/parse-number';
import { parseTile } from '../options/parse-tile';
import type { UpscaleFlags } from '../options/upscale-flags';
import type { Run } from './run';

/** Largest halo or padding in pixels, and largest scale; `@srkit/upscale` has the same bounds. */
const MAX_PAD = 65536;
const MAX_OUTSCALE = 64;

const EXAMPLES = `
Examples:
  srkit upscale holiday.jpg                             writes holiday_x4.png beside it
  srkit upscale scans/ -o large/ --model RealESRGAN_x4plus.pth --outscale 3
  srkit upscale "photos/**/*.jpg" -o large/ --format webp --quality 85
  srkit upscale icon.png --exact --border wrap          a seamless texture stays seamless
  srkit upscale photo.jpg --model realesr-general-x4v3 --denoise 0.5
  srkit upscale photos/ -o large/ --dry-run             shows the plan, writes nothing
  cat in.png | srkit upscale - -o - > out.png
`;

/** Adds `srkit upscale` to the program. */
export const addUpscale = (program: Command, run: Run): void => {
  program
    .command('upscale')
    .summary('enlarge pictures')
    .description(
      'Enlarges pictures with a super-resolution network. Files, folders and glob patterns go in; results lie beside them, or where -o says. A job that was interrupted goes on when the same command is given again.',
    )
    .argument('<inputs...>', "pictures, folders, glob patterns, or '-' for stdin")
    .option('-o, --output <path>', "file, folder, or '-' for stdout (default: beside the input)")
    .optionsGroup('Model:')
    .option('-m, --model <model>', 'checkpoint file, URL or released name (default: the one inside srkit)')
    .option(
      '--key <name>',
      'dictionary of the checkpoint to take (default: params_ema, params, state_dict, root)',
    )
    .option(
      '--denoise <strength>',
      'denoise strength 0..1, for models with a wdn partner',
      numberBetween(0, 1),
    )
    .option('--denoise-model <model>', 'the checkpoint that --denoise interpolates with')
    .optionsGroup('Picture:')
    .option(
      '--scale, --outscale <n>',
      "final scale, any number (default: the network's own)",
      numberBetween(0, MAX_OUTSCALE, { exclusive: true }),
    )
    .addOption(
      new Option('--border <mode>', 'what continues the picture beyond its edge')
        .choices(['zero', 'reflect', 'replicate', 'wrap'])
        .default('zero'),
    )
    .addOption(
      new Option('--alpha <mode>', 'how transparency is enlarged')
        .choices(['network', 'bilinear'])
        .default('network'),
    )
    .option(
      '--pre-pad <px>',
      'reflected pixels added behind the edges and cut off again',
      integerBetween(0, MAX_PAD),
    )
    .optionsGroup('Tiles:')
    .addOption(new Option('--exact', 'the result equals the untiled one (default)').conflicts('fast'))
    .option('--fast', 'narrow halo, blended seams: quicker with deep networks')
    .option('--tile <px>', 'side of a tile; 0 for no tiles (default: auto, by --memory)', parseTile)
    .option(
      '--tile-pad <px>',
      "halo around a tile (default: the network's own when exact, 32 when fast)",
      integerBetween(0, MAX_PAD),
    )
    .option(
      '--memory <size>',
      'memory for a tile, such as 2G (default: half of what is free, 256M to 3G)',
      parseBytes,
    )
    .optionsGroup('Device:')
    .addOption(
      new Option('--backend <name>', 'where to compute').choices(['auto', ...BACKEND_NAMES]).default('auto'),
    )
    .option('--require-gpu', 'fail (exit code 4) instead of falling back to the CPU')
    .optionsGroup('Output:')
    .addOption(
      new Option(
        '--format <format>',
        "format to write; auto is the input's (default: by the ending of -o, else png)",
      ).choices([...FORMATS, 'auto']),
    )
    .option('--quality <n>', 'of JPEG, WebP and AVIF, 1..100 (default: 90, AVIF 75)', integerBetween(1, 100))
    .option('--suffix <text>', 'added to the names of results (default: _x and the scale)')
    .option('--overwrite', 'replace results that exist')
    .option('--recursive', 'look into the folders of folders as well')
    .option('--dry-run', 'print the plan and write nothing')
    .optionsGroup('Messages:')
    .option('--json', 'print one JSON document with a report for each picture')
    .option('--quiet', 'print errors only')
    .option('--verbose', 'print details, and the stacks of errors')
    .addHelpText('after', EXAMPLES + EXIT_CODES_HELP)
    .action(async (inputs: string[], flags: UpscaleFlags) => {
      const { runUpscale } = await import('./run-upscale');
      await run((signal) => runUpscale(inputs, flags, signal));
    });
};
