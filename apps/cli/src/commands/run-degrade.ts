import { dirname } from 'node:path';
import { isAbortError } from '@srkit/core';
import { chooseBackend } from '../backend/choose-backend';
import { findAdapter } from '../backend/find-adapter';
import { sampleFiles, sheetFile } from '../degrade/name-results';
import { type RecipeSource, recipeSourceOf } from '../degrade/recipe-source';
import { runDegradeJob } from '../degrade/run-degrade-job';
import { openDegrader } from '../engine/open-degrader';
import { usageError } from '../errors';
import { EXIT, type ExitCode } from '../exit-code';
import { checkOutputFolder } from '../job/check-output-folder';
import { expandInputs, type Input, STDIN } from '../job/expand-inputs';
import { jobExitCode, summarise, summaryLine } from '../job/file-result';
import { withPlainError } from '../job/json-report';
import { refuseCollisions } from '../job/refuse-collisions';
import { checkDegradeFlags, type DegradeFlags } from '../options/degrade-flags';
import { Reporter } from '../terminal/reporter';
import { printJson } from '../terminal/stdout';

const inputsOf = async (args: readonly string[], { recursive }: DegradeFlags): Promise<readonly Input[]> => {
  if (args.includes(STDIN)) {
    throw usageError("'-' (stdin) has no name for the results. Give a file, a folder or a pattern.");
  }
  return (await expandInputs(args, recursive ?? false)).inputs;
};

/** Checks, before any work, that no result lands on an input, on another or where nothing can be written. */
const checkOutputs = (
  inputs: readonly Input[],
  flags: DegradeFlags,
  { count, crops }: RecipeSource,
): void => {
  const { output: folder, sheet, saveRecipes = false } = flags;
  const results = inputs.flatMap((input) => {
    const files = sheet
      ? [sheetFile(input, folder)]
      : sampleFiles(input, { folder, count, crops, saveRecipes }).flatMap((file) => Object.values(file));
    return files.filter((path) => path !== undefined).map((output) => ({ input, output }));
  });
  refuseCollisions(results, {
    input: 'Choose another -o, or leave that input out.',
    output: 'Degrade them into different folders.',
  });
  for (const path of new Set(results.map(({ output }) => dirname(output)))) checkOutputFolder(path);
};

/** `srkit degrade`: checks everything that can be checked, then works through the pictures. */
export const runDegrade = async (
  args: readonly string[],
  flags: DegradeFlags,
  signal: AbortSignal,
): Promise<ExitCode> => {
  checkDegradeFlags(flags);
  const reporter = new Reporter({ quiet: flags.quiet ?? false, verbose: flags.verbose ?? false });
  const inputs = await inputsOf(args, flags);
  const source = await recipeSourceOf(flags);
  checkOutputs(inputs, flags, source);

  const request = { backend: flags.backend, requireGpu: flags.requireGpu ?? false };
  const choice = await chooseBackend(request, findAdapter);
  reporter.note(`backend ${choice.name}: ${choice.reason}`);
  const degrader = await openDegrader(choice.name, signal);
  try {
    const began = performance.now();
    const job = { flags, inputs, source, degrader, reporter, signal };
    const { results, stopped } = await runDegradeJob(job);
    const interrupted = isAbortError(stopped);
    const summary = summarise(results, inputs.length);
    const seconds = (performance.now() - began) / 1000;
    if (inputs.length > 1) reporter.note(`${summaryLine(summary)} in ${seconds.toFixed(1)} s`);
    if (flags.json) {
      await printJson({
        degradation: source.name,
        scale: source.scale,
        backend: choice,
        files: results.map(withPlainError),
        summary: { ...summary, seconds },
        interrupted,
      });
    }
    if (!interrupted) return jobExitCode(results);
    reporter.error(stopped);
    return EXIT.interrupted;
  } finally {
    await degrader.close();
  }
};
