import type { SrkitWasmBackend } from '../backend';
import { blocksPerChunk, roundUp } from '../convolution/picture';
import type { DeformProblem } from './problem';
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
export const backwardFilterBytes = (filter: BackwardFilter): number =>
  partsOf(filter) * panelsPerPart(filter) * 8 * depthOf(filter) * FLOAT_BYTES;

/** Packs the filter for the product that gives the columns' gradient. */
export const packBackwardFilter = (
  backend: SrkitWasmBackend,
  filter: BackwardFilter,
  target: number,
): void => {
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
