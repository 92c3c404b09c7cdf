import { runRepeated } from '@srkit/ops';
import { keep, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Graph } from './graph';
import type { GraphNode, OpKind } from './graph-node';
import { Held, HeldRows, type Piece } from './held-rows';
import { type Made, runMove, type StepMove } from './run-move';

/** Whether what a step does depends on where in the picture its band lies. */
const DEPENDS_ON_PLACE: Readonly<Record<OpKind, boolean>> = {
  input: false,
  conv2d: false,
  activation: false,
  add: false,
  concat: false,
  resize: false,
  pixelShuffle: false,
  pixelUnshuffle: false,
  maxPool: false,
  channels: false,
  multiply: false,
  affine: false,
  pointwise: false,
  dynamicAggregation: true,
  fitGrid: true,
  reflectPad: true,
  crop: true,
  global: true,
};

/** Rows of a node, counted from its origin. */
type Place = readonly [node: GraphNode, start: number, end: number];

/** What a round leaves. */
interface Left {
  /** Which rows, and which tensor: of the results, or, below 0, of the inputs from the last one on. */
  readonly pieces: readonly { readonly place: Place; readonly tensor: number }[];
  readonly made: readonly Place[];
}

/** Counts the rows of each node from those that are named first, so that bands that do the same have the same numbers. */
const relativeRows = () => {
  const origins = new Map<GraphNode, number>();
  const originOf = (node: GraphNode, row: number): number => {
    const origin = origins.get(node) ?? row;
    origins.set(node, origin);
    return origin;
  };
  return {
    place: (node: GraphNode, start: number, end: number): Place => {
      const origin = originOf(node, start);
      return [node, start - origin, end - origin];
    },
    absolute: ([node, start, end]: Place): [start: number, end: number] => {
      const origin = originOf(node, 0);
      return [start + origin, end + origin];
    },
  };
};

/**
 * Does all moves between two reads at once, as one computation that comes again with the next band: from the rows that are
 * held to those that are held afterwards, and rows of outputs.
 */
export const repeatRound = (graph: Graph, moves: readonly StepMove[], held: HeldRows): Made[] => {
  const { axis } = held;
  const { place, absolute } = relativeRows();
  const before = [...held.nodes].flatMap(([node, { pieces }]) => pieces.map((piece) => ({ node, piece })));
  const inputs = before.map(({ piece }) => piece.value);
  const text = ([node, ...rows]: Place): string => [node.serial, ...rows].join();
  const key = [
    axis,
    ...before.map(({ node, piece: { start, end, value } }) => [text(place(node, start, end)), value.shape]),
    ...moves.map(({ step, reads, made, skipped, kept, height }) => [
      ...[...reads, ...made].map(({ node, start, end }) => text(place(node, start, end))),
      ...[...kept].map(([node, from]) => text(place(node, from, from))),
      skipped,
      ...(step.nodes.some(({ op }) => DEPENDS_ON_PLACE[op.kind]) ? [reads[0]!.start, height] : []),
    ]),
  ].join(';');

  const compute = () => {
    const local = new HeldRows(axis);
    for (const [node, { pieces }] of held.nodes) local.set(node, new Held(axis, pieces));
    const made: Made[] = [];
    try {
      for (const move of moves) {
        const rows = runMove(graph, move, local, new Map());
        if (rows) made.push(rows);
      }
    } catch (error) {
      for (const { value } of made) value.dispose();
      local.dispose();
      throw error;
    }
    const tensors: Tensor[] = made.map(({ value }) => value);
    const pieces = [...local.nodes].flatMap(([node, rows]) =>
      rows.pieces.map(({ start, end, value }) => {
        const input = inputs.indexOf(value);
        const tensor = input < 0 ? tensors.push(value) - 1 : input - inputs.length;
        return { place: place(node, start, end), tensor };
      }),
    );
    const note: Left = { pieces, made: made.map(({ node, start, end }) => place(node, start, end)) };
    return { tensors, note };
  };

  const weights = graph.parameters.map(({ variable }) => variable);
  const { tensors, note } = runRepeated({ owner: graph, key, inputs, weights, compute });
  for (const tensor of tensors) keep(tensor);
  const stay = new Set<Tensor>();
  const after = new Map<GraphNode, Piece[]>();
  for (const { place: rows, tensor } of note.pieces) {
    const [start, end] = absolute(rows);
    const value = (tensor < 0 ? inputs.at(tensor) : tensors[tensor]) as Tensor4D;
    stay.add(value);
    after.set(rows[0], [...(after.get(rows[0]) ?? []), { start, end, value }]);
  }
  for (const input of inputs) if (!stay.has(input)) input.dispose();
  for (const node of new Set([...held.nodes.keys(), ...after.keys()])) {
    const rows = new Held(axis);
    for (const { start, end, value } of after.get(node) ?? []) rows.add(start, end, value);
    held.set(node, rows);
  }
  return note.made.map((rows, i) => {
    const [start, end] = absolute(rows);
    return { node: rows[0], start, end, value: tensors[i] as Tensor4D };
  });
};
