// Compiled, never run: the types of every package arrive, and they are not `any`.
import { type SrkitWasmBackend, startSrkitWasm } from '@srkit/backend-wasm';
import { type Checkpoint, openCheckpoint, type StateDict } from '@srkit/checkpoints';
import { CheckpointError } from '@srkit/core';
import { type DegradationRecipe, degradationOptions, sample } from '@srkit/degradation';
import { DegradationWorkers } from '@srkit/degradation/workers';
import { decodeImage, type Raster } from '@srkit/image';
import { defaultModelUrl, type LoadedModel, loadModel } from '@srkit/models';
import { pixelShuffle } from '@srkit/ops';
import { type UpscaleReport, Upscaler } from '@srkit/upscale';

export const use = async (): Promise<UpscaleReport> => {
  const checkpoint: Checkpoint = await openCheckpoint(defaultModelUrl());
  const state: StateDict = await checkpoint.readAll();
  const model: LoadedModel = await loadModel('model.pth', { scale: 4 });
  const raster: Raster = await decodeImage('small.png');
  const { image, report } = await new Upscaler(model, { mode: 'fast' }).upscale(raster);
  const backend: SrkitWasmBackend = await startSrkitWasm();
  // @ts-expect-error: a number of threads is a number.
  const threads: string = backend.threads;
  // @ts-expect-error: a width is a number.
  const width: string = image.width;
  // @ts-expect-error: there is no such mode.
  new Upscaler(model, { mode: 'sloppy' });
  // @ts-expect-error: a factor is a number.
  pixelShuffle(undefined as never, 'two');
  const recipe: DegradationRecipe = sample(degradationOptions('x2plus', { gtSize: null }), 1, [256, 256, 3]);
  // @ts-expect-error: there is no such preset.
  degradationOptions('x3plus');
  // @ts-expect-error: a number of threads is a number.
  new DegradationWorkers({ threads: `${recipe.batch}` });
  if (state.size === 0) throw new CheckpointError('E_CHECKPOINT_SMOKE', width + threads);
  return report;
};
