import type { Module } from '@srkit/nn';
import { clipByValue, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { type PreviewRow, previewRow } from './preview-grid';
import type { TrainingTask } from './task';

/** A picture that training does not see: a batch of one. */
export interface ValidationPicture<Batch> {
  readonly name: string;
  /** Its tensors are the caller's, who disposes of them after the picture. */
  readonly batch: Batch;
}

/** Compares a result with its ground truth, both `[1, h, w, 3]` in 0..1. */
export type Metric = (output: Tensor4D, gt: Tensor4D) => Promise<number> | number;

export interface Validation<Batch> {
  /** The pictures, anew at each call. */
  pictures(): AsyncIterable<ValidationPicture<Batch>> | Iterable<ValidationPicture<Batch>>;
  /** By the names under which they are logged. The first one decides which model is the best. */
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Metrics of which less is better. Default `lpips`, `dists`, `niqe`. */
  readonly lowerIsBetter?: readonly string[];
  /** Pictures that are shown as rows of a preview. Default 4; 0: no preview. */
  readonly previews?: number;
}

export interface ValidationResult {
  /** Means over all pictures. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly rows: readonly PreviewRow[];
}

const tensorsOf = (value: unknown): { dispose(): void }[] => {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  if ('dispose' in value) return [value as { dispose(): void }];
  return Object.values(value).flatMap(tensorsOf);
};

/** Frees the tensors of a batch. */
export const disposeBatch = (batch: object): void => {
  for (const tensor of tensorsOf(batch)) tensor.dispose();
};

/** Runs the network that is saved over the validation pictures, in evaluation mode. */
export const validate = async <Batch>(
  { networks, result, infer }: TrainingTask<Batch>,
  { pictures, metrics, previews = 4 }: Validation<Batch>,
): Promise<ValidationResult> => {
  const sums = new Map<string, number>();
  const rows: PreviewRow[] = [];
  let count = 0;
  const run = (name: string, batch: Batch): Tensor4D => tidy(() => clipByValue(infer!(name, batch), 0, 1));
  const wasTraining = Object.values(networks).map((network: Module) => network.training);
  for (const network of Object.values(networks)) network.eval();
  try {
    for await (const { name, batch } of pictures()) {
      const { lq, gt } = batch as { lq: Tensor4D; gt: Tensor4D };
      const output = run(result, batch);
      try {
        for (const [metric, compare] of Object.entries(metrics))
          sums.set(metric, (sums.get(metric) ?? 0) + (await compare(output, gt)));
        count++;
        if (rows.length < previews) {
          const own = result === 'net_g' ? undefined : run('net_g', batch);
          rows.push(
            await previewRow(name, {
              lq,
              gt,
              output: own ?? output,
              average: own && output,
            }),
          );
          own?.dispose();
        }
      } finally {
        output.dispose();
        disposeBatch(batch as object);
      }
    }
  } finally {
    for (const [i, network] of Object.values(networks).entries()) network.train(wasTraining[i]);
  }
  return { metrics: Object.fromEntries([...sums].map(([name, sum]) => [name, sum / count])), rows };
};
