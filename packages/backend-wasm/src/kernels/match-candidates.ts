import { MATCH_CANDIDATES, MATCH_EPSILON, MATCH_LOWEST, patchCount } from '@srkit/core/contracts';
import { chunksOf } from '../chunks';
import { pictureOf } from '../convolution/picture-of';
import { patchNorms } from '../matching/patch-norms';
import { implementOp } from './kernel';

const FLOAT_BYTES = 4;

export const matchCandidates = implementOp(
  MATCH_CANDIDATES,
  ({ backend, inputs, attrs: { patchSize }, outputShape }) => {
    const input = pictureOf(backend, { ...inputs.input, shape: [1, ...inputs.input.shape] });
    const ref = pictureOf(backend, { ...inputs.ref, shape: [1, ...inputs.ref.shape] });
    const [patches, count] = inputs.candidates.shape as [number, number];
    const candidates = backend.address(inputs.candidates);
    const norms = patchNorms(backend, 'reference', ref, patchSize);
    const out = backend.output(outputShape);
    return backend.withScratch(norms.length * FLOAT_BYTES, (factors) => {
      const values = backend.floatsAt(factors, norms.length);
      norms.forEach((norm, i) => {
        values[i] = 1 / (norm + MATCH_EPSILON);
      });
      const { perChunk, count: chunks } = chunksOf(patches, count * patchSize ** 2 * input.channels);
      backend.params
        .ints(input.address, input.width, input.channels, ref.address, ref.width, patchSize)
        .ints(
          patchCount(input.width, patchSize, 1),
          patchCount(ref.width, patchSize, 1),
          norms.length,
          factors,
        )
        .ints(candidates, count, patches, perChunk, out.address)
        .floats(MATCH_LOWEST);
      backend.run('matchCandidatesChunk', chunks);
      return out.info;
    });
  },
  ['float32', 'int32'],
);
