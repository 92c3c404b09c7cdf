import { type BandOptions, bandMoves, type Move, type Rows } from './band-moves';
import { Graph, type Step } from './graph';
import { bytesPerPixel } from './graph-facts';
import type { GraphNode, Group } from './graph-node';
import { recentOf } from './recent';

/** What a graph costs when it is run in bands. */
export interface BandFacts {
  /** Multiply-adds over those of the picture in one piece. */
  readonly work: number;
  readonly multiplyAddsPerColumn: number;
  /** The most that is held at once, for each column of the picture. */
  readonly peakBytesPerColumn: number;
  /** What is held between two bands at most: the rows of the past that later ones depend on. */
  readonly carriedBytesPerColumn: number;
}

/** Bytes of a row of a node, for each column of the picture. */
const rowBytes = (node: GraphNode): number => (bytesPerPixel(node) * node.grid.down) / node.grid.up;

/** Bytes beside inputs and result, for each row of the result and column of the picture. */
const scratchOf = (() => {
  const known = new WeakMap<Group, number>();
  return ({ group, nodes }: Step): number => {
    const [node] = nodes as [GraphNode];
    if (!group) return (bytesPerPixel(node, node.scratchChannels) * node.grid.down) / node.grid.up;
    let bytes = known.get(group);
    if (bytes === undefined) {
      const { output, inputs } = group;
      const { peakBytes } = new Graph(inputs, [output]).facts;
      const outside = [output, ...inputs].reduce((sum, part) => sum + bytesPerPixel(part), 0);
      bytes = ((peakBytes - outside) * output.grid.down) / output.grid.up;
      known.set(group, bytes);
    }
    const channels = group.fusedScratchChannels?.();
    if (channels === undefined) return bytes;
    return (bytesPerPixel(group.output, channels) * group.output.grid.down) / group.output.grid.up;
  };
})();

/** Rows of the result that a move computes, those that are cut off included. */
const ranRows = ({ reads, made, skipped }: Move): number => {
  const [{ node: output, start, end }] = made as [Rows];
  const [{ node: input, start: first, end: last }] = reads as [Rows];
  const ratio = (output.grid.up * input.grid.down) / (output.grid.down * input.grid.up);
  return Math.max(skipped + end - start, (last - first) * ratio);
};

/** Multiply-adds of a move for each column of the picture. */
export const multiplyAddsOf = (move: Move): number => {
  if (!move.step) return 0;
  const { grid } = (move.made[0] as Rows).node;
  const each = move.step.nodes.reduce(
    (sum, node) => sum + (node.multiplyAdds * (node.grid.up / node.grid.down) ** 2 * grid.down) / grid.up,
    0,
  );
  return each * ranRows(move);
};

/** Bytes that a step works on for each row of its result and column of the picture: inputs, result, and beside them. */
const workingBytes = (step: Step): number => {
  const output = step.group?.output ?? (step.nodes[0] as GraphNode);
  const inputs = new Set(step.group?.inputs ?? output.inputs);
  const beside = [...inputs].reduce((sum, input) => sum + bytesPerPixel(input), bytesPerPixel(output));
  return (beside * output.grid.down) / output.grid.up + scratchOf(step);
};

/** What a backend's own kernels hold, in a word: the same, the same facts. */
const scratchKey = (graph: Graph): string =>
  graph.steps.map(({ group }) => group?.fusedScratchChannels?.() ?? '').join();

/** Bands that are remembered: a picture is planned by four or five, and frames of a video are of one size. */
const MOST_SIZES = 32;
const limitsOf = recentOf<Graph, BandOptions['most']>(MOST_SIZES);
const factsOf = recentOf<Graph, BandFacts>(MOST_SIZES);
/** Numbers of limits that were made here, for any graph. */
const limitNumbers = new WeakMap<BandOptions['most'], number>();
let limitsMade = 0;

/** Names the bands of a picture, where it is known how they were made. */
export const bandsKey = ({ rows, most }: BandOptions): string | undefined => {
  const limits = limitNumbers.get(most);
  return limits === undefined ? undefined : `${rows};${limits}`;
};

/**
 * How many rows of its result each step is asked for, so that none holds more at once than the most demanding one of
 * those that do not enlarge does for `band` rows of the picture.
 */
export const bandLimits = (graph: Graph, band: number): BandOptions['most'] => {
  const limits = limitsOf(graph);
  const key = `${band};${scratchKey(graph)}`;
  const known = limits.get(key);
  if (known) return known;
  const most = makeLimits(graph, band);
  limitNumbers.set(most, ++limitsMade);
  return limits.set(key, most);
};

const makeLimits = (graph: Graph, band: number): BandOptions['most'] => {
  const perPictureRow = new Map<GraphNode, number>();
  for (const step of graph.steps) {
    const output = step.group?.output ?? (step.nodes[0] as GraphNode);
    perPictureRow.set(output, (workingBytes(step) * output.grid.up) / output.grid.down);
  }
  const held = [...perPictureRow].filter(([{ grid }]) => grid.up <= grid.down).map(([, bytes]) => bytes);
  const bound = Math.max(...held, 0) || Math.max(...perPictureRow.values());
  return (node) => {
    const bytes = perPictureRow.get(node) ?? 0;
    const all = Math.max(1, Math.floor((band * node.grid.up) / node.grid.down));
    if (bytes <= bound) return all;
    // A band's rows in equal parts, so that steps are run on few shapes.
    const most = Math.max(1, Math.floor((all * bound) / bytes));
    return Math.ceil(all / Math.ceil(all / most));
  };
};

/** Goes through a run in bands without running anything. */
export const bandFacts = (graph: Graph, options: BandOptions): BandFacts => {
  const bands = bandsKey(options);
  if (bands === undefined) return findFacts(graph, options);
  const facts = factsOf(graph);
  const key = `${bands};${scratchKey(graph)}`;
  return facts.get(key) ?? facts.set(key, findFacts(graph, options));
};

const findFacts = (graph: Graph, options: BandOptions): BandFacts => {
  const held = new Map<GraphNode, readonly [start: number, end: number]>();
  let [now, peak, carried, multiplyAdds] = [0, 0, 0, 0];
  const hold = (node: GraphNode, start: number, end: number) => {
    const [before, after] = held.get(node) ?? [0, 0];
    now += (end - start - (after - before)) * rowBytes(node);
    held.set(node, [start, end]);
  };
  for (const move of bandMoves(graph, options)) {
    const { step, reads, made, kept } = move;
    if (!step) {
      carried = Math.max(carried, now);
      for (const { node, end } of made) hold(node, held.get(node)?.[0] ?? 0, end);
    } else {
      const [{ node: output, start, end }] = made as [Rows];
      const copies = reads.reduce((sum, rows) => sum + (rows.end - rows.start) * rowBytes(rows.node), 0);
      const ran = ranRows(move);
      const cut = ran > end - start ? end - start : 0;
      peak = Math.max(
        peak,
        now + copies + ran * (rowBytes(output) + scratchOf(step)) + cut * rowBytes(output),
      );
      multiplyAdds += multiplyAddsOf(move);
      hold(output, held.get(output)?.[0] ?? 0, end);
      for (const [node, from] of kept)
        hold(node, Math.min(from, held.get(node)?.[1] ?? 0), held.get(node)?.[1] ?? 0);
    }
    peak = Math.max(peak, now);
  }
  return {
    multiplyAddsPerColumn: multiplyAdds,
    work: multiplyAdds / (graph.facts.multiplyAdds * options.rows),
    peakBytesPerColumn: peak,
    carriedBytesPerColumn: carried,
  };
};
