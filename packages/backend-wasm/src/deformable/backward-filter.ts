import type { SrkitWasmBackend } from '../backend';
import { blocksPerChunk, type Picture, roundUp } from '../convolution/picture';
import type { JobParams } from '../threads/job';
import { type DeformProblem, writeDeformJob } from './problem';
import { FLOAT_BYTES } from './scratch';

/** The filter of `problem`, cut into parts of each group's channels. */
export interface BackwardFilter {
  readonly problem: DeformProblem;
  /** `[kh, kw, c, outChannels]`. */
  readonly filter: number;
  readonly partChannels: number;
}

const panelsPerPart = ({ problem, partChannels }: BackwardFilter): number =>
  Math.ceil((problem.taps * partChannels) / 8);

const partsOf = ({ problem, partChannels }: BackwardFilter): number =>
  problem.deformGroups * Math.ceil(problem.groupChannels / partChannels);

const depthOf = ({ problem }: BackwardFilter): number => roundUp(problem.outChannels, 4);

/** Bytes of what `packBackwardFilter` writes. */
const backwardFilterBytes = (filter: BackwardFilter): number =>
  partsOf(filter) * panelsPerPart(filter) * 8 * depthOf(filter) * FLOAT_BYTES;

/** Packs the filter for the product that gives the columns' gradient. */
const packBackwardFilter = (backend: SrkitWasmBackend, filter: BackwardFilter, target: number): void => {
  const { problem, partChannels } = filter;
  const panels = partsOf(filter) * panelsPerPart(filter);
  const perChunk = blocksPerChunk(panels);
  backend.params.ints(
    filter.filter,
    problem.taps,
    problem.x.channels,
    problem.outChannels,
    problem.groupChannels,
    partChannels,
    target,
    depthOf(filter),
    panels,
    perChunk,
  );
  backend.run('deformFilterChunk', Math.ceil(panels / perChunk));
};

/** Where pieces of a thread's memory lie, and how large it is; see `layOut`. */
interface Layout {
  readonly at: { readonly blank: number; readonly table: number; readonly columns: number };
  readonly bytes: number;
}

/**
 * Packs the filter beside the threads' memory, writes what every job of a gradient begins with, the packed filter and dy,
 * and lets `run` write the rest and start it.
 */
export const withBackwardFilter = (
  backend: SrkitWasmBackend,
  filter: BackwardFilter,
  job: {
    readonly problem: DeformProblem;
    readonly dy: Picture;
    readonly pixels: number;
    readonly layout: Layout;
  },
  run: (params: JobParams) => void,
): void => {
  const { problem, dy, pixels, layout } = job;
  const filterBytes = roundUp(backwardFilterBytes(filter), 64);
  backend.withScratch(filterBytes + layout.bytes * backend.threads, (packed) => {
    packBackwardFilter(backend, filter, packed);
    const scratch = { address: packed + filterBytes, bytesPerThread: layout.bytes, at: layout.at };
    const params = writeDeformJob(backend.params, problem, pixels, scratch);
    run(params.ints(packed, dy.channels, dy.address));
  });
};
