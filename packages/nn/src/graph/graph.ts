import { ConfigError } from '@srkit/core';
import { isRecordingGradients } from '@srkit/ops';
import { type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { Parameter } from '../parameter';
import { tidyRecord } from '../tidy-record';
import { type GraphFacts, graphFacts } from './graph-facts';
import type { Band, GraphNode, Group } from './graph-node';
import { type Block, blocksOf, isRecomputing, runRecomputed } from './recompute';

/**
 * Sees the results of groups while a graph runs, by their names: `dyn_agg_restore.head_small`. The tensor belongs to the
 * graph and is freed later: `keep(tensor.clone())` what shall stay.
 */
export type Observer = (name: string, value: Tensor4D) => void;

/** Nodes that run one after the other, or, where the backend can, at once. */
export interface Step {
  readonly nodes: readonly GraphNode[];
  /** The group that they are, if a backend may do it at once. */
  readonly group: Group | undefined;
}

/** The nodes in steps: groups that can be fused, and are here as a whole, are one. */
const stepsOf = (nodes: readonly GraphNode[], outputs: readonly GraphNode[]): Step[] => {
  const here = new Set(nodes);
  const steps: { nodes: GraphNode[]; group: Group | undefined }[] = [];
  for (const node of nodes) {
    const group = node.groups.find(({ fused, output }) => fused && here.has(output));
    const last = steps.at(-1);
    if (group && last?.group === group) last.nodes.push(node);
    else steps.push({ nodes: [node], group });
  }
  return steps.flatMap((step) => {
    const { group } = step;
    if (!group) return [step];
    const isCut =
      step.nodes.at(-1) !== group.output ||
      step.nodes.some((node) => node !== group.output && outputs.includes(node)) ||
      step.nodes.some(({ inputs }) =>
        inputs.some((input) => !step.nodes.includes(input) && !group.inputs.includes(input)),
      );
    return isCut ? step.nodes.map((node) => ({ nodes: [node], group: undefined })) : [step];
  });
};

/**
 * The steps of a network from some nodes to others, in the order in which they run, and what follows from them: what a
 * result depends on, what it costs, what it holds. Any nodes can be the inputs: a graph from the middle of a network to
 * its end is made of the same nodes as the whole.
 */
export class Graph {
  readonly inputs: readonly GraphNode[];
  readonly outputs: readonly GraphNode[];
  /** Without the inputs; what a node is computed from comes before it. */
  readonly nodes: readonly GraphNode[];
  readonly steps: readonly Step[];
  /** The node after which a result is needed no more. */
  readonly lastUse: ReadonlyMap<GraphNode, GraphNode>;
  #facts: GraphFacts | undefined;
  #parameters: readonly Parameter[] | undefined;
  #blocks: readonly (Block | GraphNode)[] | undefined;

  /** @throws ConfigError when the outputs depend on an input that is not named. */
  constructor(inputs: readonly GraphNode[], outputs: readonly GraphNode[]) {
    this.inputs = inputs;
    this.outputs = outputs;
    const found = new Set<GraphNode>();
    const pending = outputs.filter((output) => !inputs.includes(output));
    for (let node = pending.pop(); node; node = pending.pop()) {
      if (found.has(node)) continue;
      if (node.op.kind === 'input') {
        throw new ConfigError(
          'E_CONFIG_GRAPH',
          `The graph's outputs depend on '${node.name}', expected it among the inputs.`,
        );
      }
      found.add(node);
      pending.push(...node.inputs.filter((input) => !inputs.includes(input)));
    }
    this.nodes = [...found].sort((a, b) => a.serial - b.serial);
    this.steps = stepsOf(this.nodes, outputs);
    this.lastUse = new Map(this.nodes.flatMap((node) => node.inputs.map((input) => [input, node] as const)));
  }

  /** What follows from the steps alone. */
  get facts(): GraphFacts {
    this.#facts ??= graphFacts(this);
    return this.#facts;
  }

  /** What its nodes learn, each once. */
  get parameters(): readonly Parameter[] {
    this.#parameters ??= [...new Set(this.nodes.flatMap(({ parameters }) => parameters))];
    return this.#parameters;
  }

  /** Rows of the first output to a row of the picture. */
  get scale(): number {
    const { up, down } = this.outputs[0]!.grid;
    return up / down;
  }

  /**
   * Computes the outputs. Results are freed after their last use; what is given stays the caller's.
   *
   * @param given One tensor for each input, `[n, h, w, channels]`.
   * @param band Which rows of the picture are given, where it is not all of them; for graphs whose steps all lie in one
   *   grid. Rows near an end that is none of the picture are wrong, as far as `facts.halo`.
   */
  run(given: readonly Tensor4D[], observe?: Observer, band?: Band): Tensor4D[] {
    if (isRecomputing() && isRecordingGradients() && !observe && !band) return this.#runInBlocks(given);
    const kept = new Set([...this.inputs, ...this.outputs]);
    return tidyRecord(() => {
      const values = new Map<GraphNode, Tensor4D>();
      this.inputs.forEach((input, i) => {
        values.set(input, given[i] as Tensor4D);
      });
      const take = (nodes: readonly GraphNode[]) => nodes.map((node) => values.get(node) as Tensor4D);
      const free = (node: GraphNode) => {
        for (const input of node.inputs) {
          if (kept.has(input) || this.lastUse.get(input) !== node) continue;
          values.get(input)?.dispose();
          values.delete(input);
        }
      };
      for (const { nodes, group } of this.steps) {
        const atOnce = group?.fused?.(take(group.inputs));
        if (group && atOnce) {
          values.set(group.output, atOnce);
          for (const node of nodes) free(node);
        }
        for (const node of atOnce ? [] : nodes) {
          values.set(
            node,
            tidy(() => node.run(take(node.inputs), band)),
          );
          free(node);
        }
        if (observe) report(nodes, values, observe);
      }
      return take(this.outputs);
    });
  }

  /** The same, and of each block only the input is kept for gradients; see `withRecomputation`. */
  #runInBlocks(given: readonly Tensor4D[]): Tensor4D[] {
    this.#blocks ??= blocksOf(this.nodes, this.inputs, this.outputs);
    const blocks = this.#blocks;
    return tidyRecord(() => {
      const values = new Map(this.inputs.map((input, i) => [input, given[i] as Tensor4D]));
      const take = (nodes: readonly GraphNode[]) => nodes.map((node) => values.get(node) as Tensor4D);
      for (const block of blocks) {
        if ('op' in block)
          values.set(
            block,
            tidy(() => block.run(take(block.inputs))),
          );
        else values.set(block.output, runRecomputed(block, take));
      }
      return take(this.outputs);
    });
  }
}

const report = (
  nodes: readonly GraphNode[],
  values: ReadonlyMap<GraphNode, Tensor4D>,
  observe: Observer,
): void => {
  for (const node of nodes) {
    const value = values.get(node);
    if (value) for (const { name, output } of node.groups) if (output === node) observe(name, value);
  }
};
