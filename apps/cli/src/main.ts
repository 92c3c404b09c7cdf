#!/usr/bin/env node
import { withInterruption } from '@srkit/jobs';
import { Command, CommanderError } from 'commander';
import { version } from '../package.json';
import { addAblate } from './commands/ablate';
import { addConvert } from './commands/convert';
import { addDataset } from './commands/dataset';
import { addDegrade } from './commands/degrade';
import { addDoctor } from './commands/doctor';
import { addEval } from './commands/eval';
import { addFinetune } from './commands/finetune';
import { addInfo } from './commands/info';
import { addModels } from './commands/models';
import { addQueue } from './commands/queue';
import { addRefUpscale } from './commands/ref-upscale';
import { addTrain } from './commands/train';
import { addUpscale } from './commands/upscale';
import { EXIT, EXIT_CODES_HELP, exitCodeOf } from './errors';
import type { Run } from './run';
import { formatError, printable } from './terminal/reporter';
import { outliveClosedPipes } from './terminal/streams';

const EXAMPLES = `
Examples:
  srkit upscale holiday.jpg                     writes holiday_x4.png beside it
  srkit upscale scans/ -o large/ --outscale 3
  srkit ref-upscale small.jpg --ref sharp.jpg --model mrefsr.safetensors
  srkit degrade photos/ -o pairs/ --crop 256    low-resolution pictures to train on
  srkit info RealESRGAN_x4plus.pth
  srkit models pull realesr-general-x4v3
  srkit train -opt train_realesrgan_x4plus.yml
  srkit finetune photos/ --minutes 20           adapts the model to your photos
  srkit eval --model psnr --dataset Set5=data/Set5  how good a network is, beside bicubic
  srkit doctor
`;

const run: Run = async (work) => {
  process.exitCode = await withInterruption(work);
};

const program = new Command('srkit')
  .description('Super-resolution on the command line: Real-ESRGAN models on TensorFlow.js.')
  .version(version, '--version', 'print the version')
  .exitOverride()
  // Errors are printed in one place, below.
  .configureOutput({ outputError: () => undefined })
  .addHelpText('after', EXAMPLES + EXIT_CODES_HELP);

for (const add of [
  addUpscale,
  addRefUpscale,
  addDegrade,
  addDataset,
  addTrain,
  addFinetune,
  addAblate,
  addEval,
  addQueue,
  addInfo,
  addConvert,
  addModels,
  addDoctor,
])
  add(program, run);

outliveClosedPipes();
try {
  // The official scripts' spelling, which would be read as -o pt.
  await program.parseAsync(process.argv.map((word) => (word === '-opt' ? '--opt' : word)));
} catch (error) {
  process.exitCode = exitCodeOf(error);
  // Asked-for help is done; help that commander shows for want of a command needs no second message.
  const said = error instanceof CommanderError && /^commander\.(help|version)/.test(error.code);
  if (!said) {
    const verbose = process.argv.includes('--verbose');
    process.stderr.write(`${printable(formatError(error, verbose))}\n`);
  } else if (process.exitCode !== EXIT.ok) {
    process.exitCode = EXIT.usage;
  }
}
