import { isAbortError } from '@srkit/core';
import type { UpscalerOptions } from '@srkit/upscale';
import { type BackendChoice, chooseBackend } from '../backend/choose-backend';
import { findAdapter } from '../backend/find-adapter';
import type { Engine } from '../engine/engine';
import { openEngine } from '../engine/open-engine';
import { EXIT, type ExitCode } from '../exit-code';
import { expandInputs, type Inputs, STDIN } from '../job/expand-inputs';
import { jobExitCode, summarise, summaryLine } from '../job/file-result';
import { jobReport, planReport } from '../job/json-report';
import { chosenFormat, formatOfBytes } from '../job/output-format';
import { type OutputTarget, outputTarget } from '../job/output-target';
import { planJob, planLines } from '../job/plan-job';
import { prepareJob } from '../job/prepare-job';
import { runJob } from '../job/run-job';
import type { FormatOption } from '../options/choices';
import { defaultMemory } from '../options/default-memory';
import { checkFlags, type UpscaleFlags } from '../options/upscale-flags';
import { Reporter } from '../terminal/reporter';
import { readStdin } from '../terminal/stdin';
import { printJson, printText, refuseTerminal } from '../terminal/stdout';

const upscalerOptions = (flags: UpscaleFlags): UpscalerOptions => ({
  mode: flags.fast ? 'fast' : 'exact',
  tile: flags.tile,
  tilePad: flags.tilePad,
  prePad: flags.prePad,
  border: flags.border,
  outscale: flags.outscale,
  alpha: flags.alpha,
  memoryBudget: flags.memory ?? defaultMemory(),
});

interface Started {
  readonly flags: UpscaleFlags;
  readonly inputs: Inputs;
  readonly target: OutputTarget;
  readonly format: FormatOption;
  readonly choice: BackendChoice;
  readonly engine: Engine;
  readonly stdin: Uint8Array | undefined;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

const work = async (started: Started): Promise<ExitCode> => {
  const { flags, choice, engine, stdin, reporter, signal } = started;
  const overwrite = flags.overwrite ?? false;
  const { items, journals } = await prepareJob({ ...started, model: engine.model });

  if (flags.dryRun) {
    const planned = await planJob({ engine, items, stdin, overwrite, journals, reporter, signal });
    if (flags.json) await printJson(planReport(engine.model, choice, planned));
    else await printText(planLines(planned));
    return jobExitCode(planned);
  }

  const began = performance.now();
  const write = { quality: flags.quality, overwrite };
  const { results, stopped } = await runJob({ engine, items, stdin, write, journals, reporter, signal });
  const interrupted = isAbortError(stopped);
  const summary = summarise(results, items.length);
  if (summary.failed === 0 && summary.left === 0) await journals.remove();
  const seconds = (performance.now() - began) / 1000;
  if (summary.skipped > 0) reporter.note(`${summary.skipped} done in an earlier run and skipped`);
  if (items.length > 1) reporter.note(`${summaryLine(summary)} in ${seconds.toFixed(1)} s`);
  if (flags.json) {
    await printJson(jobReport({ model: engine.model, choice, results, summary, seconds, interrupted }));
  }
  if (!interrupted) return jobExitCode(results);
  reporter.error(stopped);
  if (items.length > 1) reporter.note('The same command goes on where this one stopped.');
  return EXIT.interrupted;
};

/** `srkit upscale`: checks everything that can be checked, then works through the pictures. */
export const runUpscale = async (
  args: readonly string[],
  flags: UpscaleFlags,
  signal: AbortSignal,
): Promise<ExitCode> => {
  checkFlags(flags);
  const reporter = new Reporter({ quiet: flags.quiet ?? false, verbose: flags.verbose ?? false });
  const inputs = await expandInputs(args, flags.recursive ?? false);
  const target = outputTarget(flags.output, inputs);
  const named = chosenFormat(flags.format, target);
  if (target.kind === 'stdout') refuseTerminal();
  const stdin = inputs.inputs[0]?.path === STDIN ? await readStdin(signal) : undefined;
  const format = stdin && named === 'auto' ? await formatOfBytes(stdin) : named;

  const request = { backend: flags.backend, requireGpu: flags.requireGpu ?? false };
  const choice = await chooseBackend(request, findAdapter);
  reporter.note(`backend ${choice.name}: ${choice.reason}`);
  const { model, key, denoise, denoiseModel } = flags;
  const engine = await openEngine(
    {
      backend: choice.name,
      model: { model, key, denoise, denoiseModel },
      upscaler: upscalerOptions(flags),
    },
    signal,
  );
  try {
    const { name, architecture, scale, parameters, halo } = engine.model;
    reporter.detail(`model ${name}: ${architecture} x${scale}, ${parameters} parameters, halo ${halo}`);
    return await work({ flags, inputs, target, format, choice, engine, stdin, reporter, signal });
  } finally {
    await engine.close();
  }
};
