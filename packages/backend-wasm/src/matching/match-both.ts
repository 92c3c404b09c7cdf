import { MATCH_EPSILON, patchCount } from '@srkit/core/contracts';
import type { SrkitWasmBackend } from '../backend';
import { withWholeVectors } from '../convolution/convolve';
import { type Picture, roundUp } from '../convolution/picture';
import { type Best, clearBest, readBest } from './best';
import { writeFactors } from './match-pair';
import { patchNorms } from './patch-norms';
import { productFloats, SEARCH_LIMITS, search } from './search';

const FLOAT_BYTES = 4;

/** Where every thread keeps what it finds for so many patches, one thread after the other. */
const bestAt = (address: number, patches: number): Best => {
  const indexAt = roundUp(patches * FLOAT_BYTES, 64);
  return { address, bytesPerThread: 2 * indexAt, indexAt, patches };
};

/**
 * Matches one pair of feature maps both ways. `out` is the address of an index and a cosine for each input patch, and then for
 * each reference patch. Products of pixels serve both.
 */
export const matchBoth = (
  backend: SrkitWasmBackend,
  input: Picture,
  ref: Picture,
  patchSize: number,
  out: number,
  limits = SEARCH_LIMITS,
): void => {
  const ownNorms = patchNorms(backend, 'input', input, patchSize);
  const refNorms = patchNorms(backend, 'reference', ref, patchSize);
  const options = { patchSize, inputStride: 1, refStride: 1, isNorm: true, normInput: true };
  const rowFloats = productFloats(ref.width);
  const refGridWidth = patchCount(ref.width, patchSize, 1);
  const refRows = patchCount(ref.height, patchSize, 1);
  const factorBytes = roundUp(refRows * rowFloats * FLOAT_BYTES, 64);
  const ownBytes = roundUp(ownNorms.length * FLOAT_BYTES, 64);
  const there = bestAt(0, ownNorms.length);
  const back = bestAt(0, refRows * rowFloats);
  const { threads } = backend;
  const bytes = factorBytes + ownBytes + threads * (there.bytesPerThread + back.bytesPerThread);
  backend.withScratch(bytes, (factors) => {
    const ownFactors = factors + factorBytes;
    const best = { ...there, address: ownFactors + ownBytes };
    const backBest = { ...back, address: best.address + threads * best.bytesPerThread };
    writeFactors(backend.floatsAt(factors, refRows * rowFloats), refNorms, refGridWidth, rowFloats, options);
    backend.floatsAt(ownFactors, ownNorms.length).set(ownNorms.map((norm) => 1 / (norm + MATCH_EPSILON)));
    clearBest(backend, best);
    clearBest(backend, backBest);
    withWholeVectors(backend, input, (whole) =>
      search(
        backend,
        whole,
        { ref, factors, best, back: { factors: ownFactors, best: backBest } },
        options,
        limits,
      ),
    );
    const found = backend.floatsAt(out, 2 * (ownNorms.length + refNorms.length));
    readBest(backend, best, (patch, score, place) => {
      found[2 * patch] = Math.floor(place / ref.width) * refGridWidth + (place % ref.width);
      found[2 * patch + 1] = score / (ownNorms[patch]! + MATCH_EPSILON);
    });
    readBest(backend, backBest, (place, score, patch) => {
      const [v, u] = [Math.floor(place / rowFloats), place % rowFloats];
      if (u >= refGridWidth) return;
      const at = v * refGridWidth + u;
      found[2 * (ownNorms.length + at)] = patch;
      found[2 * (ownNorms.length + at) + 1] = score / (refNorms[at]! + MATCH_EPSILON);
    });
  });
};
