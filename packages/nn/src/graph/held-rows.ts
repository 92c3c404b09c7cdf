import { concat, keep, slice, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { GraphNode } from './graph-node';

/** Rows (columns) of a tensor; a new one in any case. */
export const cut = (x: Tensor4D, axis: 1 | 2, start: number, end: number): Tensor4D => {
  if (start === 0 && end === x.shape[axis]) return x.clone();
  const begin: [number, number, number, number] = [0, 0, 0, 0];
  const size = [...x.shape] as [number, number, number, number];
  begin[axis] = start;
  size[axis] = end - start;
  return slice(x, begin, size);
};

/** Rows of a node that are held together. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly value: Tensor4D;
}

/** The rows of a node that are held, in pieces that follow each other. */
export class Held {
  readonly #axis: 1 | 2;
  /** Pieces that are somebody else's and are not disposed of. */
  readonly #borrowed: ReadonlySet<Tensor4D>;
  #pieces: readonly Piece[];

  constructor(axis: 1 | 2, borrowed: readonly Piece[] = []) {
    this.#axis = axis;
    this.#pieces = borrowed;
    this.#borrowed = new Set(borrowed.map(({ value }) => value));
  }

  get pieces(): readonly Piece[] {
    return this.#pieces;
  }

  add(start: number, end: number, value: Tensor4D): void {
    this.#pieces = [...this.#pieces, { start, end, value }];
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
      this.#free(value);
      return rest ? [{ start: from, end, value: rest }] : [];
    });
  }

  #free(value: Tensor4D): void {
    if (!this.#borrowed.has(value)) value.dispose();
  }

  dispose(): void {
    for (const { value } of this.#pieces) this.#free(value);
    this.#pieces = [];
  }
}

/** What is held of a graph's nodes. */
export class HeldRows {
  readonly axis: 1 | 2;
  readonly #nodes = new Map<GraphNode, Held>();

  constructor(axis: 1 | 2) {
    this.axis = axis;
  }

  get nodes(): ReadonlyMap<GraphNode, Held> {
    return this.#nodes;
  }

  of(node: GraphNode): Held {
    const known = this.#nodes.get(node) ?? new Held(this.axis);
    this.#nodes.set(node, known);
    return known;
  }

  /** The rows of a node are these, from now on. */
  set(node: GraphNode, held: Held): void {
    this.#nodes.set(node, held);
  }

  dispose(): void {
    for (const rows of this.#nodes.values()) rows.dispose();
  }
}
