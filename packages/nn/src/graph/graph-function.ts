import type { Tensor4D } from '@tensorflow/tfjs-core';
import { Graph, type Observer } from './graph';
import type { GraphNode } from './graph-node';
import { inputNode } from './nodes';

/**
 * A module's forward pass, made of its description on first use: a module that runs as a part of a network never needs
 * its own.
 *
 * @param inputs Nodes, or the channels of inputs that all lie on the picture's pixels.
 */
export const graphFunction = (
  inputs: readonly (GraphNode | number)[],
  describe: (inputs: readonly GraphNode[]) => GraphNode,
): ((given: readonly Tensor4D[], observe?: Observer) => Tensor4D) => {
  let graph: Graph | undefined;
  return (given, observe) => {
    if (!graph) {
      const nodes = inputs.map((input, i) =>
        typeof input === 'number' ? inputNode(`input${i}`, input) : input,
      );
      graph = new Graph(nodes, [describe(nodes)]);
    }
    return graph.run(given, observe)[0] as Tensor4D;
  };
};

/** The graphs of a module that takes any number of references: one for each number, made on first use. */
export const graphPerCount = (build: (count: number) => Graph): ((count: number) => Graph) => {
  const graphs = new Map<number, Graph>();
  return (count) => {
    const graph = graphs.get(count) ?? build(count);
    graphs.set(count, graph);
    return graph;
  };
};
