import { MATCH_EPSILON, type MatchAttrs, patchCount } from '@srkit/core/contracts';
import type { SrkitWasmBackend } from '../backend';
import { withWholeVectors } from '../convolution/convolve';
import { type Picture, roundUp } from '../convolution/picture';
import { clearBest, readBest } from './best';
import { patchNorms } from './patch-norms';
import { productFloats, SEARCH_LIMITS, search } from './search';

const FLOAT_BYTES = 4;

/** What every candidate's sum is multiplied by; NaN, which never wins, for one that is no candidate. */
export const writeFactors = (
  factors: Float32Array,
  norms: Float64Array,
  columns: number,
  rowFloats: number,
  { isNorm, refStride }: MatchAttrs,
): void => {
  factors.fill(Number.NaN);
  norms.forEach((norm, i) => {
    const [v, u] = [Math.floor(i / columns), i % columns];
    if (u % refStride === 0) factors[v * rowFloats + u] = isNorm ? 1 / (norm + MATCH_EPSILON) : 1;
  });
};

/**
 * Matches one pair of feature maps. `out` is the address of an index and a correlation for each input patch. Memory
 * beyond that: a piece of the reference once more, and a few rows of products for each thread.
 */
export const matchPair = (
  backend: SrkitWasmBackend,
  input: Picture,
  ref: Picture,
  options: MatchAttrs,
  out: number,
  limits = SEARCH_LIMITS,
): void => {
  const { patchSize, inputStride, refStride, normInput } = options;
  const inputNorms = patchNorms(backend, 'input', input, patchSize);
  const refNorms = patchNorms(backend, 'reference', ref, patchSize);
  const columns = ref.width - patchSize + 1;
  const rowFloats = productFloats(ref.width);
  const factorFloats = (ref.height - patchSize + 1) * rowFloats;
  const gridWidth = patchCount(input.width, patchSize, inputStride);
  const patches = gridWidth * patchCount(input.height, patchSize, inputStride);
  const factorBytes = roundUp(factorFloats * FLOAT_BYTES, 64);
  const indexAt = roundUp(patches * FLOAT_BYTES, 64);
  const bestBytes = 2 * indexAt;
  backend.withScratch(factorBytes + backend.threads * bestBytes, (factors) => {
    const best = { address: factors + factorBytes, bytesPerThread: bestBytes, indexAt, patches };
    writeFactors(backend.floatsAt(factors, factorFloats), refNorms, columns, rowFloats, options);
    clearBest(backend, best);
    withWholeVectors(backend, input, (whole) =>
      search(backend, whole, { ref, factors, best }, options, limits),
    );
    const matches = backend.floatsAt(out, 2 * patches);
    const refGridWidth = patchCount(ref.width, patchSize, refStride);
    readBest(backend, best, (patch, score, place) => {
      const [v, u] = [Math.floor(place / ref.width), place % ref.width];
      const [y, x] = [Math.floor(patch / gridWidth) * inputStride, (patch % gridWidth) * inputStride];
      const norm = normInput ? inputNorms[y * (input.width - patchSize + 1) + x]! + MATCH_EPSILON : 1;
      matches[2 * patch] = (v / refStride) * refGridWidth + u / refStride;
      matches[2 * patch + 1] = score / norm;
    });
  });
};
