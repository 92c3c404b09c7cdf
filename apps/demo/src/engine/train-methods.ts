// Gradients are registered apart from the operations.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { DeviceError } from '@srkit/core';
import { decodeImage } from '@srkit/image';
import { finetune, type TrainedStep } from '@srkit/training';
import { pngBlob } from './png-blob';
import type { EngineMethods, TrainPart } from './protocol';
import { browserRunFolder, clearRunFolder } from './run-store';
import { replaceBackend } from './start-backend';

/** Held-out crops that are shown. */
const SHOWN = 4;

/** The losses of an earlier start, from its log. */
const earlierCurve = (log: Uint8Array | undefined): [number, number][] =>
  new TextDecoder()
    .decode(log ?? new Uint8Array())
    .split('\n')
    .filter((line) => line.includes('"losses"'))
    .map((line) => JSON.parse(line) as { iteration: number; losses: Record<string, number> })
    .map(({ iteration, losses }) => [iteration, losses['l_pix'] as number]);

const trainOnce: EngineMethods['train'] = async (
  { photos, from, minutes, iterations, cropSize, batchSize, channel },
  { onPart },
) => {
  const tell = (part: TrainPart): void => onPart?.(part);
  const controller = new AbortController();
  const messages = new BroadcastChannel(channel);
  messages.onmessage = () => controller.abort();
  const folder = browserRunFolder((name, data) => {
    if (!name.startsWith('previews/')) return;
    tell({ kind: 'preview', png: new Blob([data as Uint8Array<ArrayBuffer>], { type: 'image/png' }) });
  });
  const tuning = finetune(
    photos.map(({ name, file }) => ({ name, read: () => decodeImage(file, { offerTolerant: false }) })),
    {
      ...{ from, cropSize, batchSize, folder },
      ...(iterations === undefined ? { minutes } : { iterations }),
      signal: controller.signal,
      onNote: (words) => tell({ kind: 'note', words }),
    },
  );
  try {
    const plan = await tuning.prepare();
    tell({ kind: 'plan', iterations: plan.iterations, pieces: plan.pieces, heldOut: plan.heldOut });
    tell({ kind: 'curve', points: earlierCurve(await folder.read('log.ndjson')) });
    for await (const {
      iteration,
      losses,
      seconds,
      eta,
      validation,
    } of tuning as AsyncIterable<TrainedStep>) {
      tell({
        ...{ kind: 'step', iteration, loss: losses?.['l_pix'], seconds: seconds.step, eta },
        psnr: validation?.['psnr'],
      });
    }
    const { crops, ...outcome } = await tuning.outcome();
    const shown = crops.slice(0, SHOWN).map(async ({ name, gt, pictures: { before, after } }) => ({
      name,
      before: await pngBlob(before),
      after: await pngBlob(after),
      gt: await pngBlob(gt),
    }));
    const bytes = (await tuning.file({ finetunedFrom: from })) as Uint8Array<ArrayBuffer>;
    return {
      value: {
        finished: outcome.iteration >= outcome.iterations,
        outcome,
        crops: await Promise.all(shown),
        model: new Blob([bytes]),
      },
    };
  } finally {
    messages.close();
    await tuning.dispose();
  }
};

/**
 * Fine-tunes a model on photos, and goes on with what the browser keeps of the same training; also where the device was lost,
 * on what takes its place.
 */
export const train: EngineMethods['train'] = async (input, work) => {
  try {
    return await trainOnce(input, work);
  } catch (error) {
    if (!(error instanceof DeviceError && error.code === 'E_DEVICE_LOST')) throw error;
    await replaceBackend();
    return trainOnce(input, work);
  }
};

export const forgetTraining: EngineMethods['forgetTraining'] = async () => {
  await clearRunFolder();
  return { value: null };
};
