import type { DataId } from '@tensorflow/tfjs-core';
import type { SrkitWasmBackend } from '../backend';
import { packPanels, panelBytes } from '../convolution/pack';
import { blocksPerChunk, roundUp } from '../convolution/picture';
import { type DeformProblem, writeDeformJob } from './problem';
import { ENTRY_BYTES, FLOAT_BYTES, layOut, pixelsPerBlock, rowBytes } from './scratch';

/** What dynamic aggregation has beside a deformable convolution: the problem's sampling is only learned. Addresses. */
export interface Aggregation {
  readonly bias: number;
  /** Offsets of each tap, the same for all groups, and the row that they count from. */
  readonly matched: number;
  readonly top: number;
}

/** y = the deformable convolution with a filter `[kh, kw, c, outChannels]`. */
export const deformForward = (
  backend: SrkitWasmBackend,
  problem: DeformProblem,
  filter: { readonly dataId: DataId; readonly address: number },
  y: number,
  { bias, matched, top }: Aggregation = { bias: 0, matched: 0, top: 0 },
): void => {
  const { x, taps, outChannels, deformGroups, groupChannels } = problem;
  const depth = roundUp(taps * x.channels, 4);
  // As convolutions pack theirs: a filter that serves both is packed once.
  const panels = backend.derived.get(filter.dataId, 'panels', panelBytes(depth, outChannels), (target) =>
    packPanels(
      backend,
      {
        address: filter.address,
        depth: taps * x.channels,
        side: outChannels,
        depthStride: outChannels,
        sideStride: 1,
      },
      { address: target, depth },
    ),
  );
  const pixels = pixelsPerBlock(depth);
  const blocks = x.batch * Math.ceil(problem.outPixels / pixels);
  const perChunk = blocksPerChunk(blocks);
  const { at, bytes } = layOut({
    blank: groupChannels * FLOAT_BYTES,
    table: pixels * taps * deformGroups * ENTRY_BYTES,
    columns: pixels * rowBytes(depth),
    product: pixels * rowBytes(roundUp(outChannels, 8)),
    sampling: matched ? pixels * 3 * taps * deformGroups * FLOAT_BYTES : 0,
  });
  backend.withScratch(bytes * backend.threads, (address) => {
    writeDeformJob(backend.params, problem, pixels, { address, bytesPerThread: bytes, at })
      .ints(panels, depth, y, perChunk, at.product, bias, matched)
      .floats(top)
      .ints(at.sampling);
    backend.run('deformForwardChunk', Math.ceil(blocks / perChunk));
  });
};
