import { ShapeError } from '@srkit/core';
import { concat, keep, slice, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { multiplyAddsOf } from './band-facts';
import { type BandOptions, bandMoves, type Move, type Rows } from './band-moves';
import type { Graph, Step } from './graph';
import { type GraphNode, isWhole } from './graph-node';

export interface BandRun extends BandOptions {
  /** Rows of an input, `[1, end - start, columns, channels]` (bands of columns: `[1, rows, end - start, channels]`). */
  readonly read: (rows: Rows) => Tensor4D;
  /** What is read as a whole; stays the caller's. */
  readonly whole?: ReadonlyMap<GraphNode, Tensor4D>;
  /** 1 (default): bands of rows from top to bottom. 2: bands of columns from left to right; "rows" are columns then. */
  readonly axis?: 1 | 2;
}

/** Rows of an output that are complete. The receiver disposes of the tensor. */
export interface Made extends Rows {
  readonly value: Tensor4D;
}

/** What one step has done. */
export interface BandStep {
  /** Multiply-adds for each column of the picture since the start; `BandFacts.multiplyAddsPerColumn` at the end. */
  readonly multiplyAdds: number;
  readonly made: Made | undefined;
}

/** The rows of a node that are held, in pieces that follow each other. */
class Held {
  readonly #axis: 1 | 2;
  #pieces: { readonly start: number; readonly end: number; readonly value: Tensor4D }[] = [];

  constructor(axis: 1 | 2) {
    this.#axis = axis;
  }

  add(start: number, end: number, value: Tensor4D): void {
    this.#pieces.push({ start, end, value });
  }

  /** A tensor of rows that are all here; a new one, or the only piece itself. */
  rows(start: number, end: number): Tensor4D {
    const parts = this.#pieces.filter((piece) => piece.start < end && piece.end > start);
    const [only] = parts;
    if (parts.length === 1 && only!.start === start && only!.end === end) return only!.value;
    const cuts = parts.map((piece) =>
      cut(
        piece.value,
        this.#axis,
        Math.max(start, piece.start) - piece.start,
        Math.min(end, piece.end) - piece.start,
      ),
    );
    return cuts.length === 1 ? cuts[0]! : concat(cuts, this.#axis);
  }

  /** Gives up what lies before a row. */
  drop(from: number): void {
    this.#pieces = this.#pieces.flatMap((piece) => {
      const { start, end, value } = piece;
      if (start >= from) return [piece];
      const rest =
        end > from ? keep(tidy(() => cut(value, this.#axis, from - start, end - start))) : undefined;
      value.dispose();
      return rest ? [{ start: from, end, value: rest }] : [];
    });
  }

  dispose(): void {
    for (const { value } of this.#pieces) value.dispose();
    this.#pieces = [];
  }
}

const cut = (x: Tensor4D, axis: 1 | 2, start: number, end: number): Tensor4D => {
  if (start === 0 && end === x.shape[axis]) return x.clone();
  const begin: [number, number, number, number] = [0, 0, 0, 0];
  const size = [...x.shape] as [number, number, number, number];
  begin[axis] = start;
  size[axis] = end - start;
  return slice(x, begin, size);
};

/** Runs one step on a band. */
const run = (
  { reads, height }: Move,
  { group, nodes }: Step,
  tensorOf: (node: GraphNode) => Tensor4D,
): Tensor4D => {
  const atOnce = group?.fused?.(group.inputs.map(tensorOf));
  if (atOnce) return atOnce;
  const band = { top: reads[0]!.start, height };
  const values = new Map<GraphNode, Tensor4D>();
  for (const node of nodes) {
    const inputs = node.inputs.map((input) => values.get(input) ?? tensorOf(input));
    values.set(node, node.run(inputs, band));
  }
  return values.get(group?.output ?? (nodes[0] as GraphNode)) as Tensor4D;
};

/**
 * Runs a graph in bands of rows from top to bottom, or of columns from left to right, and yields after each step, with
 * rows of an output as they become complete. Each step carries the rows of its input on which the next band depends, so
 * that the outputs are those of the whole picture, up to the rounding of sums.
 *
 * Nothing is left behind when the generator ends, is ended or throws.
 *
 * @throws ConfigError `E_CONFIG_GRAPH` when a step depends on the whole of its input.
 */
export function* runBands(
  graph: Graph,
  { read, whole = new Map(), axis = 1, ...options }: BandRun,
): Generator<BandStep, void> {
  let multiplyAdds = 0;
  /** Rows of an output that the receiver has not been given yet. */
  let unseen: Tensor4D | undefined;
  const held = new Map<GraphNode, Held>();
  const heldOf = (node: GraphNode): Held => {
    const known = held.get(node) ?? new Held(axis);
    held.set(node, known);
    return known;
  };
  try {
    for (const move of bandMoves(graph, options)) {
      const { step, reads, skipped, kept } = move;
      if (!step) {
        for (const rows of move.made) heldOf(rows.node).add(rows.start, rows.end, keep(read(rows)));
        continue;
      }
      const [{ node, start, end }] = move.made as [Rows];
      let made: Made | undefined;
      const value = keep(
        tidy(() => {
          const bands = new Map(
            reads.map((rows) => [rows.node, heldOf(rows.node).rows(rows.start, rows.end)]),
          );
          const tensorOf = (input: GraphNode): Tensor4D =>
            (isWhole(input) ? whole.get(input) : bands.get(input)) as Tensor4D;
          const result = run(move, step, tensorOf);
          if (result.shape[axis] < skipped + end - start) {
            throw new ShapeError(
              'E_SHAPE_NETWORK',
              `${node.name}: gave ${result.shape[axis]} rows of a band, expected ${skipped + end - start} or more.`,
            );
          }
          return cut(result, axis, skipped, skipped + end - start);
        }),
      );
      if (graph.outputs.includes(node)) {
        unseen = value;
        const isRead = graph.nodes.some(({ inputs }) => inputs.includes(node));
        if (isRead) heldOf(node).add(start, end, keep(value.clone()));
        made = { node, start, end, value };
      } else heldOf(node).add(start, end, value);
      for (const [input, from] of kept) held.get(input)?.drop(from);
      multiplyAdds += multiplyAddsOf(move);
      unseen = undefined;
      yield { multiplyAdds, made };
    }
  } finally {
    unseen?.dispose();
    for (const rows of held.values()) rows.dispose();
  }
}
