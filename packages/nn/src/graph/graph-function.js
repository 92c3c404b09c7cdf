import { Graph } from './graph';
import { inputNode } from './nodes';
/**
 * A module's forward pass, made of its description on first use: a module that runs as a part of a network never needs
 * its own.
 *
 * @param inputs Nodes, or the channels of inputs that all lie on the picture's pixels.
 */
export const graphFunction = (inputs, describe) => {
    let graph;
    return (given, observe) => {
        if (!graph) {
            const nodes = inputs.map((input, i) => typeof input === 'number' ? inputNode(`input${i}`, input) : input);
            graph = new Graph(nodes, [describe(nodes)]);
        }
        return graph.run(given, observe)[0];
    };
};
/** The graphs of a module that takes any number of references: one for each number, made on first use. */
export const graphPerCount = (build) => {
    const graphs = new Map();
    return (count) => {
        const graph = graphs.get(count) ?? build(count);
        graphs.set(count, graph);
        return graph;
    };
};
