import { bandFacts, bandLimits, type Graph, type GraphNode, runBands, totalRows } from '@srkit/nn';
import { Assembly } from '@srkit/ops';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/** Rows of a band that are tried, the largest that fits is taken. */
const CANDIDATES = [4096, 2048, 1024, 512, 256, 128, 64, 32, 16, 8, 4];
/** Bands from which the memory of any larger number of them follows. */
const BANDS = 3;
/** Rows that a network carries from band to band at most. */
const CARRIED = 128;

/** What a graph holds at once when it is run in bands of so many rows of the picture. */
const peakOf = (graph: Graph, rows: number, columns: number, band: number): number =>
  bandFacts(graph, { rows: Math.min(rows, BANDS * band + CARRIED), most: bandLimits(graph, band) })
    .peakBytesPerColumn * columns;

/** Sizes of pictures for which a graph's bands are known at most. */
const MOST_KNOWN = 64;

/** What was found before: a plan, its level and all references of a size ask the same. */
const bandsOf = new WeakMap<Graph, Map<string, number>>();

/**
 * Rows of the picture to a band, so that the graph holds at most `budget` bytes.
 *
 * @param rows Rows and columns of the picture, as the graph's grids count.
 */
export const bandWithin = (
  graph: Graph,
  [rows, columns]: readonly [number, number],
  budget: number,
): number => {
  const known = bandsOf.get(graph) ?? new Map<string, number>();
  bandsOf.set(graph, known);
  const key = `${rows} ${columns} ${budget}`;
  const band =
    known.get(key) ??
    CANDIDATES.find((candidate) => {
      if (candidate >= 2 * rows) return false;
      // Most of what a band holds are its rows: what cannot fit is not looked at closer.
      if (graph.facts.largestTensorBytes * Math.min(candidate, rows) * columns > budget) return false;
      return peakOf(graph, rows, columns, candidate) <= budget;
    }) ??
    CANDIDATES.at(-1)!;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, band);
  return band;
};

export interface RowRun {
  readonly graph: Graph;
  /** Of the picture, as the graph's grids count. */
  readonly rows: number;
  /** Of the picture to a band. */
  readonly band: number;
  readonly read: (node: GraphNode, start: number, end: number) => Tensor4D;
  /** Called before rows may be read, with the most of each node that may be. */
  readonly beforeRead?: (most: (node: GraphNode) => number) => Promise<void>;
  /** Takes rows of the output, and the tensor. */
  readonly write: (start: number, value: Tensor4D) => Promise<void>;
  /** Called after each step with the part of the work that is done, 0..1; throws to stop. */
  readonly onWork: (done: number) => Promise<void>;
}

/** A graph that goes over a picture in bands of rows, step by step. Dispose of it when it need not go on. */
export class RowRunner {
  readonly #run: RowRun;
  readonly #most: (node: GraphNode) => number;
  readonly #work: number;
  readonly #steps: ReturnType<typeof runBands>;

  constructor(run: RowRun) {
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
  async step(): Promise<boolean> {
    const { beforeRead, write, onWork } = this.#run;
    await beforeRead?.(this.#most);
    const { value: step, done } = this.#steps.next();
    if (done || !step) return false;
    if (step.made) await write(step.made.start, step.made.value);
    await onWork(Math.min(1, step.multiplyAdds / this.#work));
    return true;
  }

  dispose(): void {
    this.#steps.return();
  }
}

/** Runs a graph over a picture in bands of rows. */
export const runRows = async (run: RowRun): Promise<void> => {
  const runner = new RowRunner(run);
  try {
    while (await runner.step());
  } finally {
    runner.dispose();
  }
};

/** The output of a graph of one picture, computed in bands and put together on the device, `budget` bytes beside it. */
export const wholeOutput = async (
  graph: Graph,
  read: (start: number, end: number) => Tensor4D,
  [rows, columns]: readonly [number, number],
  budget: number,
  onWork: (done: number) => Promise<void>,
): Promise<Tensor4D> => {
  const [output] = graph.outputs as [GraphNode];
  let whole: Assembly | undefined;
  try {
    await runRows({
      graph,
      rows,
      band: bandWithin(graph, [rows, columns], budget),
      read: (_node, start, end) => read(start, end),
      write: async (_start, value) => {
        const [, , width, channels] = value.shape;
        try {
          whole ??= new Assembly(totalRows(graph, rows).get(output)!, width, channels);
        } catch (error) {
          value.dispose();
          throw error;
        }
        whole.add(value);
      },
      onWork,
    });
    return whole!.finish();
  } finally {
    whole?.dispose();
  }
};
