import { ConfigError } from '@srkit/core';
import { tidy } from '@tensorflow/tfjs-core';
import { tidyRecord } from '../tidy-record';
import { graphFacts } from './graph-facts';
/** The nodes in steps: groups that can be fused, and are here as a whole, are one. */
const stepsOf = (nodes, outputs) => {
    const here = new Set(nodes);
    const steps = [];
    for (const node of nodes) {
        const group = node.groups.find(({ fused, output }) => fused && here.has(output));
        const last = steps.at(-1);
        if (group && last?.group === group)
            last.nodes.push(node);
        else
            steps.push({ nodes: [node], group });
    }
    return steps.flatMap((step) => {
        const { group } = step;
        if (!group)
            return [step];
        const isCut = step.nodes.at(-1) !== group.output ||
            step.nodes.some((node) => node !== group.output && outputs.includes(node)) ||
            step.nodes.some(({ inputs }) => inputs.some((input) => !step.nodes.includes(input) && !group.inputs.includes(input)));
        return isCut ? step.nodes.map((node) => ({ nodes: [node], group: undefined })) : [step];
    });
};
/**
 * The steps of a network from some nodes to others, in the order in which they run, and what follows from them: what a
 * result depends on, what it costs, what it holds. Any nodes can be the inputs: a graph from the middle of a network to
 * its end is made of the same nodes as the whole.
 */
export class Graph {
    inputs;
    outputs;
    /** Without the inputs; what a node is computed from comes before it. */
    nodes;
    steps;
    /** The node after which a result is needed no more. */
    lastUse;
    #facts;
    /** @throws ConfigError when the outputs depend on an input that is not named. */
    constructor(inputs, outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
        const found = new Set();
        const pending = outputs.filter((output) => !inputs.includes(output));
        for (let node = pending.pop(); node; node = pending.pop()) {
            if (found.has(node))
                continue;
            if (node.op.kind === 'input') {
                throw new ConfigError('E_CONFIG_GRAPH', `The graph's outputs depend on '${node.name}', expected it among the inputs.`);
            }
            found.add(node);
            pending.push(...node.inputs.filter((input) => !inputs.includes(input)));
        }
        this.nodes = [...found].sort((a, b) => a.serial - b.serial);
        this.steps = stepsOf(this.nodes, outputs);
        this.lastUse = new Map(this.nodes.flatMap((node) => node.inputs.map((input) => [input, node])));
    }
    /** What follows from the steps alone. */
    get facts() {
        this.#facts ??= graphFacts(this);
        return this.#facts;
    }
    /** Rows of the first output to a row of the picture. */
    get scale() {
        const { up, down } = this.outputs[0].grid;
        return up / down;
    }
    /**
     * Computes the outputs. Results are freed after their last use; what is given stays the caller's.
     *
     * @param given One tensor for each input, `[n, h, w, channels]`.
     * @param band Which rows of the picture are given, where it is not all of them; for graphs whose steps all lie in one
     *   grid. Rows near an end that is none of the picture are wrong, as far as `facts.halo`.
     */
    run(given, observe, band) {
        const kept = new Set([...this.inputs, ...this.outputs]);
        return tidyRecord(() => {
            const values = new Map();
            this.inputs.forEach((input, i) => {
                values.set(input, given[i]);
            });
            const take = (nodes) => nodes.map((node) => values.get(node));
            const free = (node) => {
                for (const input of node.inputs) {
                    if (kept.has(input) || this.lastUse.get(input) !== node)
                        continue;
                    values.get(input)?.dispose();
                    values.delete(input);
                }
            };
            for (const { nodes, group } of this.steps) {
                const atOnce = group?.fused?.(take(group.inputs));
                if (group && atOnce) {
                    values.set(group.output, atOnce);
                    for (const node of nodes)
                        free(node);
                }
                for (const node of atOnce ? [] : nodes) {
                    values.set(node, tidy(() => node.run(take(node.inputs), band)));
                    free(node);
                }
                if (observe)
                    report(nodes, values, observe);
            }
            return take(this.outputs);
        });
    }
}
const report = (nodes, values, observe) => {
    for (const node of nodes) {
        const value = values.get(node);
        if (value)
            for (const { name, output } of node.groups)
                if (output === node)
                    observe(name, value);
    }
};
