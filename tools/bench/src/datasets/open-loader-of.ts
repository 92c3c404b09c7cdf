import {
  type DataLoader,
  type DegradedSample,
  type LoaderOptions,
  type LoaderState,
  openLoader,
  type ReferenceSample,
} from '@srkit/datasets';
import type { LoaderJob } from './job';

/** The loader that a job describes. */
export const openLoaderOf = (
  { kind, root, list, batch, threads, gtSize, cacheBytes }: LoaderJob,
  from?: LoaderState,
): Promise<DataLoader<DegradedSample | ReferenceSample>> => {
  const options: LoaderOptions = { batchSize: batch, workers: threads, enlarge: 1000, cacheBytes, from };
  return kind === 'groups'
    ? openLoader({ type: 'lmr', root, list, gtSize }, options)
    : openLoader({ type: 'degraded', root, useRot: true }, options);
};

/** A sample's pixels, in a fixed order. */
export const picturesOf = (sample: DegradedSample | ReferenceSample): Uint8Array[] => {
  const { gt, lq } = sample;
  const all = 'refs' in sample ? [gt, lq, sample.up, ...sample.refs] : [gt, lq];
  return all.map(({ data }) => data as Uint8Array);
};
