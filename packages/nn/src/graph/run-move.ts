import { ShapeError } from '@srkit/core';
import { keep, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { Move, Rows } from './band-moves';
import type { Graph, Step } from './graph';
import { type GraphNode, isWhole } from './graph-node';
import { cut, type HeldRows } from './held-rows';

/** Rows of an output that are complete. The receiver disposes of the tensor. */
export interface Made extends Rows {
  readonly value: Tensor4D;
}

/** A move that runs a step. */
export type StepMove = Move & { readonly step: Step };

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

/** Does one move, whose step is run on rows that are held. */
export const runMove = (
  graph: Graph,
  move: StepMove,
  held: HeldRows,
  whole: ReadonlyMap<GraphNode, Tensor4D>,
): Made | undefined => {
  const { step, reads, skipped, kept } = move;
  const { axis } = held;
  const [{ node, start, end }] = move.made as [Rows];
  const value = keep(
    tidy(() => {
      const bands = new Map(reads.map((rows) => [rows.node, held.of(rows.node).rows(rows.start, rows.end)]));
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
  const isOutput = graph.outputs.includes(node);
  try {
    if (!isOutput) held.of(node).add(start, end, value);
    else if (graph.nodes.some(({ inputs }) => inputs.includes(node))) {
      held.of(node).add(start, end, keep(value.clone()));
    }
    for (const [input, from] of kept) held.nodes.get(input)?.drop(from);
  } catch (error) {
    if (isOutput) value.dispose();
    throw error;
  }
  return isOutput ? { node, start, end, value } : undefined;
};
