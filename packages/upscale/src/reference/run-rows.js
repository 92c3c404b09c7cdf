import { bandFacts, bandLimits, runBands } from '@srkit/nn';
import { concat } from '@tensorflow/tfjs-core';

/** Rows of a band that are tried, the largest that fits is taken. */
const CANDIDATES = [4096, 2048, 1024, 512, 256, 128, 64, 32, 16, 8, 4];
/** Bands from which the memory of any larger number of them follows. */
const BANDS = 3;
/** Rows that a network carries from band to band at most. */
const CARRIED = 128;
/** What a graph holds at once when it is run in bands of so many rows of the picture. */
const peakOf = (graph, rows, columns, band) =>
  bandFacts(graph, { rows: Math.min(rows, BANDS * band + CARRIED), most: bandLimits(graph, band) })
    .peakBytesPerColumn * columns;
/**
 * Rows of the picture to a band, so that the graph holds at most `budget` bytes.
 *
 * @param rows Rows and columns of the picture, as the graph's grids count.
 */
export const bandWithin = (graph, [rows, columns], budget) =>
  CANDIDATES.find((band) => {
    if (band >= 2 * rows) return false;
    // Most of what a band holds are its rows: what cannot fit is not looked at closer.
    if (graph.facts.largestTensorBytes * Math.min(band, rows) * columns > budget) return false;
    return peakOf(graph, rows, columns, band) <= budget;
  }) ?? CANDIDATES.at(-1);
/** A graph that goes over a picture in bands of rows, step by step. Dispose of it when it need not go on. */
export class RowRunner {
  #run;
  #most;
  #work;
  #steps;
  constructor(run) {
    const { graph, rows, band, read } = run;
    this.#run = run;
    this.#most = bandLimits(graph, band);
    this.#work = bandFacts(graph, { rows, most: this.#most }).multiplyAddsPerColumn;
    this.#steps = runBands(graph, {
      rows,
      most: this.#most,
      read: ({ node, start, end }) => read(node, start, end),
    });
  }
  /** Goes one step; false when there is none. */
  async step() {
    const { beforeRead, write, onWork } = this.#run;
    await beforeRead?.(this.#most);
    const { value: step, done } = this.#steps.next();
    if (done || !step) return false;
    if (step.made) await write(step.made.start, step.made.value);
    await onWork(Math.min(1, step.multiplyAdds / this.#work));
    return true;
  }
  dispose() {
    this.#steps.return();
  }
}
/** Runs a graph over a picture in bands of rows. */
export const runRows = async (run) => {
  const runner = new RowRunner(run);
  try {
    while (await runner.step());
  } finally {
    runner.dispose();
  }
};
/** The output of a graph of one picture, computed in bands and put together on the device. */
export const wholeOutput = async (graph, read, [rows, columns], budget, onWork) => {
  const pieces = [];
  try {
    await runRows({
      graph,
      rows,
      band: bandWithin(graph, [rows, columns], budget),
      read: (_node, start, end) => read(start, end),
      write: async (_start, value) => {
        pieces.push(value);
      },
      onWork,
    });
    return pieces.length === 1 ? pieces.pop() : concat(pieces, 1);
  } finally {
    for (const piece of pieces) piece.dispose();
  }
};
