import type { SrkitWasmBackend } from '../backend';
import { withWholeVectors } from '../convolution/convolve';
import { packPanels, panelBytes } from '../convolution/pack';
import { blocksPerChunk, type Picture, roundUp } from '../convolution/picture';
import { EPSILON, type MatchOptions, patchCount } from './match-options';
import { patchNorms } from './patch-norms';

const FLOAT_BYTES = 4;
/** Reference patches that are compared at a time; what is read past a row's end is less than this and a patch. */
const LANES = 8;
/** Rows of a tile of products. */
const TILE_ROWS = 6;
/** Products of features on one diagonal: a second's work, so that a thread that is busy does not count as dead. */
const DIAGONAL_WORK = 10e9;
/** Fewer rows would mostly compute what they share with their neighbours. */
const LEAST_ROWS = 16;
const LAST_INDEX = 2 ** 31 - 1;

/** Features of the references in the form in which they are multiplied. */
interface Reference {
  readonly picture: Picture;
  /** `[height][ceil(width / 8)][depth][8]`. */
  readonly panels: number;
  /** What the sums of each row of patches are multiplied by, `[height - patch + 1][rowFloats]`. */
  readonly factors: number;
  readonly rowFloats: number;
}

/** Each thread's best scores and their indices. */
interface Best {
  readonly address: number;
  readonly bytesPerThread: number;
  readonly indexAt: number;
  readonly patches: number;
}

const packReference = (
  backend: SrkitWasmBackend,
  { address, height, width, channels }: Picture,
  depth: number,
  panels: number,
): void => {
  for (let y = 0; y < height; y++) {
    packPanels(
      backend,
      {
        address: address + y * width * channels * FLOAT_BYTES,
        depth: channels,
        side: width,
        depthStride: 1,
        sideStride: channels,
      },
      { address: panels + y * panelBytes(depth, width), depth },
    );
  }
};

/** What every candidate's sum is multiplied by; NaN, which never wins, for one that is no candidate. */
const writeFactors = (
  factors: Float32Array,
  norms: Float64Array,
  columns: number,
  rowFloats: number,
  { isNorm, refStride }: MatchOptions,
): void => {
  factors.fill(Number.NaN);
  norms.forEach((norm, i) => {
    const [v, u] = [Math.floor(i / columns), i % columns];
    if (u % refStride === 0) factors[v * rowFloats + u] = isNorm ? 1 / (norm + EPSILON) : 1;
  });
};

/** Matches all input patches; `input` has whole vectors of channels. */
const matchRows = (
  backend: SrkitWasmBackend,
  input: Picture,
  { picture: ref, panels, factors, rowFloats }: Reference,
  best: Best,
  { patchSize, inputStride, refStride }: MatchOptions,
): void => {
  const slotFloats = roundUp(input.width, TILE_ROWS) * rowFloats;
  const productsAt = roundUp(TILE_ROWS * input.channels * FLOAT_BYTES, 64);
  const products = patchSize * slotFloats + rowFloats + patchSize + 2 * LANES;
  const bytesPerThread = roundUp(productsAt + products * FLOAT_BYTES, 64);
  const rows = Math.max(
    LEAST_ROWS,
    Math.floor(DIAGONAL_WORK / (input.width * ref.width * input.channels)) - patchSize,
  );
  backend.withScratch(bytesPerThread * backend.threads, (scratch) => {
    for (let firstRow = 0; firstRow + patchSize <= input.height; firstRow += rows) {
      const endRow = Math.min(input.height, firstRow + rows + patchSize - 1);
      const firstDiagonal = patchSize - endRow;
      const endDiagonal = ref.height - patchSize - firstRow + 1;
      const perChunk = blocksPerChunk(endDiagonal - firstDiagonal);
      backend.params
        .ints(input.address, input.width, input.channels, panels, ref.height, ref.width)
        .ints(patchSize, inputStride, refStride, firstRow, endRow, firstDiagonal, endDiagonal, perChunk)
        .ints(patchCount(input.width, patchSize, inputStride), factors, rowFloats, slotFloats)
        .ints(scratch, bytesPerThread, productsAt, best.address, best.bytesPerThread, best.indexAt);
      backend.run('matchDiagonalsChunk', Math.ceil((endDiagonal - firstDiagonal) / perChunk));
    }
  });
};

/** Calls `use` with an input patch's best score and the place of its reference patch. */
const readBest = (
  backend: SrkitWasmBackend,
  { address, bytesPerThread, indexAt, patches }: Best,
  use: (patch: number, score: number, place: number) => void,
): void => {
  const found = Array.from({ length: backend.threads }, (_, thread) => {
    const at = address + thread * bytesPerThread;
    return { scores: backend.floatsAt(at, patches), places: backend.intsAt(at + indexAt, patches) };
  });
  for (let patch = 0; patch < patches; patch++) {
    let score = Number.NEGATIVE_INFINITY;
    let place = LAST_INDEX;
    for (const { scores, places } of found) {
      const [other, at] = [scores[patch]!, places[patch]!];
      if (other > score || (other === score && at < place)) [score, place] = [other, at];
    }
    use(patch, score, place);
  }
};

const clearBest = (backend: SrkitWasmBackend, { address, bytesPerThread, indexAt, patches }: Best): void => {
  for (let thread = 0; thread < backend.threads; thread++) {
    const at = address + thread * bytesPerThread;
    backend.floatsAt(at, patches).fill(Number.NEGATIVE_INFINITY);
    backend.intsAt(at + indexAt, patches).fill(LAST_INDEX);
  }
};

/**
 * Matches one pair of feature maps. `out` is the address of an index and a correlation for each input patch. Memory
 * beyond that: the reference once more, and a few rows of products for each thread.
 */
export const matchPair = (
  backend: SrkitWasmBackend,
  input: Picture,
  ref: Picture,
  options: MatchOptions,
  out: number,
): void => {
  const { patchSize, inputStride, refStride, normInput } = options;
  const inputNorms = patchNorms(backend, 'input', input, patchSize);
  const refNorms = patchNorms(backend, 'reference', ref, patchSize);
  const depth = roundUp(input.channels, 4);
  const columns = ref.width - patchSize + 1;
  // More than the panels are wide: rows must not be multiples of 4 KiB apart.
  const rowFloats = roundUp(ref.width, LANES) + LANES;
  const factorFloats = (ref.height - patchSize + 1) * rowFloats;
  const gridWidth = patchCount(input.width, patchSize, inputStride);
  const patches = gridWidth * patchCount(input.height, patchSize, inputStride);
  const panelsBytes = ref.height * panelBytes(depth, ref.width);
  const factorBytes = roundUp(factorFloats * FLOAT_BYTES, 64);
  const indexAt = roundUp(patches * FLOAT_BYTES, 64);
  const bestBytes = 2 * indexAt;
  backend.withScratch(panelsBytes + factorBytes + backend.threads * bestBytes, (panels) => {
    const factors = panels + panelsBytes;
    const best = { address: factors + factorBytes, bytesPerThread: bestBytes, indexAt, patches };
    packReference(backend, ref, depth, panels);
    writeFactors(backend.floatsAt(factors, factorFloats), refNorms, columns, rowFloats, options);
    clearBest(backend, best);
    withWholeVectors(backend, input, (whole) =>
      matchRows(backend, whole, { picture: ref, panels, factors, rowFloats }, best, options),
    );
    const matches = backend.floatsAt(out, 2 * patches);
    const refGridWidth = patchCount(ref.width, patchSize, refStride);
    readBest(backend, best, (patch, score, place) => {
      const [v, u] = [Math.floor(place / ref.width), place % ref.width];
      const [y, x] = [Math.floor(patch / gridWidth) * inputStride, (patch % gridWidth) * inputStride];
      const norm = normInput ? inputNorms[y * (input.width - patchSize + 1) + x]! + EPSILON : 1;
      matches[2 * patch] = (v / refStride) * refGridWidth + u / refStride;
      matches[2 * patch + 1] = score / norm;
    });
  });
};
