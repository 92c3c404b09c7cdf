import { ConfigError } from '@srkit/core';
import type { Graph, Step } from './graph';
import { type GraphNode, isWhole } from './graph-node';

/** Rows of a node, `start` included, `end` excluded, in its own grid. */
export interface Rows {
  readonly node: GraphNode;
  readonly start: number;
  readonly end: number;
}

/** Rows of the inputs are read, or a step makes rows of its result. */
export interface Move {
  /** Undefined where rows of the graph's inputs are read. */
  readonly step: Step | undefined;
  /** What the step is run on. */
  readonly reads: readonly Rows[];
  /** What is right of its result, or is read. */
  readonly made: readonly Rows[];
  /** Rows of the first input in all. */
  readonly height: number;
  /** Rows of the result that come before those and are wrong, because the band ends there. */
  readonly skipped: number;
  /** For nodes that may be given up in part: the first row that is needed later. */
  readonly kept: ReadonlyMap<GraphNode, number>;
}

export interface BandOptions {
  /** Rows of the picture. */
  readonly rows: number;
  /** The most rows of its result that a step may be asked for at once, and rows that are read of an input. */
  readonly most: (node: GraphNode) => number;
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** The result of a step, and what it is computed from where that lies on the picture. */
interface Stage {
  readonly step: Step;
  readonly output: GraphNode;
  readonly inputs: readonly GraphNode[];
  /** Input rows that result rows depend on, for each input. */
  readonly inputRows: (start: number, end: number) => readonly (readonly [number, number])[];
  /** Result rows to an input row: `up / down`. A band begins at a multiple of `down`. */
  readonly up: number;
  readonly down: number;
}

const stageOf = (step: Step): Stage => {
  const { group, nodes } = step;
  const output = group?.output ?? (nodes[0] as GraphNode);
  const inputs = [...new Set(group?.inputs ?? output.inputs)].filter((input) => !isWhole(input));
  const inputRows = (start: number, end: number) => {
    const needed = new Map<GraphNode, [number, number]>([[output, [start, end]]]);
    for (const node of nodes.toReversed()) {
      const rows = needed.get(node);
      if (!rows) continue;
      const [first, last] = node.geometry.inputRows(...rows);
      for (const input of node.inputs) {
        const [low, high] = needed.get(input) ?? [first, last];
        needed.set(input, [Math.min(low, first), Math.max(high, last)]);
      }
    }
    return inputs.map((input) => needed.get(input) ?? ([start, start] as const));
  };
  const [first] = inputs as [GraphNode];
  const [above, below] = [output.grid.up * first.grid.down, output.grid.down * first.grid.up];
  const common = divisor(above, below);
  const [up, down] = [above / common, below / common];
  if (up !== 1 || down !== 1) return { step, output, inputs, inputRows, up, down };
  // Row for row, what a result sees lies equally far around it everywhere.
  const reach = inputRows(0, 1);
  return {
    ...{ step, output, inputs, up, down },
    inputRows: (start, end) => reach.map(([before, after]) => [start + before, end - 1 + after] as const),
  };
};

/** Rows of every node for a picture of so many rows. */
export const totalRows = (graph: Graph, rows: number): Map<GraphNode, number> => {
  const totals = new Map<GraphNode, number>();
  for (const input of graph.inputs) totals.set(input, Math.ceil((rows * input.grid.up) / input.grid.down));
  for (const node of graph.nodes) {
    const laid = node.inputs.filter((input) => !isWhole(input));
    totals.set(node, node.geometry.outputRows(totals.get(laid[0] as GraphNode) as number));
  }
  return totals;
};

/**
 * The order in which the steps of a graph make the rows of its outputs from top to bottom, so that of everything only the
 * rows are held that later ones depend on. What lies nearest to the outputs goes first; the picture is read when nothing
 * else can go on.
 *
 * @throws ConfigError `E_CONFIG_GRAPH` when a step depends on the whole of its input.
 */
export function* bandMoves(graph: Graph, { rows, most }: BandOptions): Generator<Move, void> {
  const { obstacle } = graph.facts;
  if (obstacle)
    throw new ConfigError('E_CONFIG_GRAPH', `The network cannot be cut into bands, because ${obstacle}`);
  const stages = graph.steps.map(stageOf);
  const sources = graph.inputs.filter((input) => !isWhole(input));
  const totals = totalRows(graph, rows);
  const total = (node: GraphNode) => totals.get(node) as number;
  /** Rows that are there, of inputs and of results. */
  const have = new Map<GraphNode, number>([...totals.keys()].map((node) => [node, 0]));
  const got = (node: GraphNode) => have.get(node) as number;
  const readers = new Map<GraphNode, Stage[]>();
  for (const stage of stages) {
    for (const input of stage.inputs) readers.set(input, [...(readers.get(input) ?? []), stage]);
  }

  /** First row that a stage reads of each input for its next rows. */
  const nextStarts = ({ output, inputs, inputRows, down }: Stage): number[] => {
    const done = got(output);
    if (done === total(output)) return inputs.map(total);
    const starts = inputRows(done, done + 1).map(([start]) => Math.max(0, start));
    // All inputs of a step are cut at the same row; they lie in one grid.
    let first = Math.floor(Math.min(...starts) / down) * down;
    // What is mirrored at the end lies before it.
    if (output.op.kind === 'reflectPad') {
      first = Math.min(first, Math.max(0, total(inputs[0] as GraphNode) - 2 * output.op.multiple));
    }
    return inputs.map(() => first);
  };
  const keptOf = (node: GraphNode): number => {
    const outside = graph.outputs.includes(node) ? got(node) : total(node);
    return (readers.get(node) ?? []).reduce(
      (least, stage) => Math.min(least, nextStarts(stage)[stage.inputs.indexOf(node)] as number),
      outside,
    );
  };

  /** Result rows up to which a stage could go with what is there. */
  const reach = ({ output, inputs, inputRows }: Stage): number => {
    const open = inputs.map((input) => got(input) < total(input));
    let low = got(output);
    let high = total(output);
    if (!open.includes(true)) return high;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const fits = inputRows(got(output), middle).every(
        ([, end], i) => !open[i] || end <= got(inputs[i] as GraphNode),
      );
      if (fits) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const reached = new Map(stages.map((stage) => [stage, 0]));
  const changed = (node: GraphNode) => {
    for (const stage of readers.get(node) ?? []) reached.set(stage, reach(stage));
  };

  let read = 0;
  while (graph.outputs.some((output) => got(output) < total(output))) {
    const stage = stages.findLast((candidate) => (reached.get(candidate) as number) > got(candidate.output));
    if (!stage) {
      const ends = sources.map((source) => {
        const { up, down } = source.grid;
        return ((read + most(source)) * down) / up;
      });
      // Whole rows of every input.
      const step = sources.reduce((m, { grid }) => (m * grid.down) / divisor(m, grid.down), 1);
      const end = Math.min(rows, Math.max(read + step, Math.floor(Math.min(...ends) / step) * step));
      const made = sources.map((node) => {
        const last = end === rows ? total(node) : (end * node.grid.up) / node.grid.down;
        return { node, start: got(node), end: last };
      });
      read = end;
      for (const { node, end: last } of made) have.set(node, last);
      for (const { node } of made) changed(node);
      yield { step: undefined, reads: [], made, height: 0, skipped: 0, kept: new Map() };
      continue;
    }
    const { step, output, inputs, inputRows, up, down } = stage;
    const start = got(output);
    const end = Math.min(reached.get(stage) as number, start + Math.max(1, Math.floor(most(output))));
    const [first] = nextStarts(stage) as [number];
    const last = Math.max(...inputRows(start, end).map(([, after]) => after));
    const reads = inputs.map((node) => ({
      node,
      start: first,
      end: Math.min(total(node), Math.max(last, first + down)),
    }));
    have.set(output, end);
    changed(output);
    yield {
      step,
      reads,
      made: [{ node: output, start, end }],
      height: total(inputs[0] as GraphNode),
      skipped: start - (first * up) / down,
      kept: new Map([...inputs, output].map((node) => [node, keptOf(node)])),
    };
  }
}
