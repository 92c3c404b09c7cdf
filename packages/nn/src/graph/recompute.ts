import { customGrad, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { innerGradients } from '../tfjs-4.22/inner-gradients';
import type { GraphNode } from './graph-node';

let recomputing = false;

/**
 * Runs networks within `f` so that gradients take less memory: of each block only the input is kept, and what lies inside is
 * computed again on the way back (gradient checkpointing, Chen et al. 2016). Gradients are those of parameters; for what a network
 * is given they are zero. They differ from those without by the rounding of sums, where a value is used by several blocks.
 */
export const withRecomputation = <T>(f: () => T): T => {
  const before = recomputing;
  recomputing = true;
  try {
    return f();
  } finally {
    recomputing = before;
  }
};

export const isRecomputing = (): boolean => recomputing;

/** Nodes that follow each other, of whose results one is used behind them. */
export interface Block {
  readonly nodes: readonly GraphNode[];
  readonly output: GraphNode;
  /** What it needs of the nodes before it, and of what the graph is given. */
  readonly made: readonly GraphNode[];
  readonly given: readonly GraphNode[];
}

/** Results that may be alive between two blocks: a long skip, and what runs beside it. */
const MOST_ALIVE = 2;

/** The nodes of a graph in blocks, whose number is about the root of the nodes' number: then both are kept low. */
export const blocksOf = (
  nodes: readonly GraphNode[],
  inputs: readonly GraphNode[],
  outputs: readonly GraphNode[],
): (Block | GraphNode)[] => {
  const place = new Map(nodes.map((node, i) => [node, i]));
  const lastUse = new Map<GraphNode, number>();
  for (const [i, node] of nodes.entries()) for (const input of node.inputs) lastUse.set(input, i);
  for (const output of outputs) lastUse.set(output, nodes.length);
  const last = (node: GraphNode): number => lastUse.get(node) ?? -1;
  const leaving = (from: number, to: number): GraphNode[] =>
    nodes.slice(from, to).filter((node) => last(node) >= to);
  const pieces: [number, number][] = [];
  let alive: GraphNode[] = [];
  let from = 0;
  for (const [i, node] of nodes.entries()) {
    alive = [...alive, node].filter((each) => last(each) > i);
    if (alive.length > MOST_ALIVE && i + 1 < nodes.length) continue;
    pieces.push([from, i + 1]);
    from = i + 1;
  }
  const length = Math.ceil(Math.sqrt(nodes.length));
  const merged: [number, number][] = [];
  for (const [start, end] of pieces) {
    const before = merged.at(-1);
    if (before && before[1] - before[0] < length && leaving(before[0], end).length === 1) before[1] = end;
    else merged.push([start, end]);
  }
  return merged.flatMap(([start, end]): (Block | GraphNode)[] => {
    const own = nodes.slice(start, end);
    const [output, ...others] = leaving(start, end);
    if (own.length === 1 || !output || others.length > 0) return own;
    const needed = [...new Set(own.flatMap((node) => node.inputs))].filter(
      (node) => inputs.includes(node) || (place.get(node) as number) < start,
    );
    return [
      {
        nodes: own,
        output,
        made: needed.filter((node) => !inputs.includes(node)),
        given: needed.filter((node) => inputs.includes(node)),
      },
    ];
  });
};

/** Computes a block of what it needs. */
const compute = ({ nodes, output, made, given }: Block, tensors: readonly Tensor4D[]): Tensor4D => {
  const values = new Map([...made, ...given].map((node, i) => [node, tensors[i] as Tensor4D]));
  for (const node of nodes)
    values.set(
      node,
      tidy(() => node.run(node.inputs.map((input) => values.get(input) as Tensor4D))),
    );
  return values.get(output) as Tensor4D;
};

/** Runs a block of which only the input is kept for the way back. */
export const runRecomputed = (block: Block, take: (nodes: readonly GraphNode[]) => Tensor4D[]): Tensor4D => {
  const needed = take([...block.made, ...block.given]);
  const learned = [...new Set(block.nodes.flatMap(({ parameters }) => parameters))].map(
    ({ variable }) => variable as Tensor,
  );
  const count = block.made.length;
  const run = customGrad((...args) => {
    const save = args.at(-1) as unknown as (tensors: Tensor[]) => void;
    save(needed);
    return {
      value: tidy(() => compute(block, needed)),
      gradFunc: (dy, saved) => {
        const kept = saved as Tensor4D[];
        return innerGradients(
          () => compute(block, kept),
          [...kept.slice(0, count), ...learned],
          dy as Tensor,
        );
      },
    };
  });
  return run(...needed.slice(0, count), ...learned) as Tensor4D;
};
