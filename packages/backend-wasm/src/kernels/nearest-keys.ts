import { NEAREST_KEYS } from '@srkit/core/contracts';
import { nearest } from '../matching/nearest';
import { implementOp } from './kernel';

export const nearestKeys = implementOp(
  NEAREST_KEYS,
  ({ backend, inputs, attrs: { count }, outputShape }) => {
    const [queries, depth] = inputs.queries.shape as [number, number];
    const [keys] = inputs.keys.shape as [number];
    const [, probes] = inputs.probes.shape as [number, number];
    const matrix = { address: backend.address(inputs.queries), depth, side: queries };
    const panelled = { address: backend.address(inputs.keys), depth, side: keys };
    // Copies: the memory may move while the kernel takes more of it.
    const cells = backend.intsAt(backend.address(inputs.cells), keys).slice();
    const asked = backend.intsAt(backend.address(inputs.probes), queries * probes).slice();
    const out = backend.output(outputShape, 'int32');
    nearest(backend, { queries: matrix, keys: panelled, cells, probes: asked, count, found: out.address });
    return out.info;
  },
  ['float32', 'int32'],
);
