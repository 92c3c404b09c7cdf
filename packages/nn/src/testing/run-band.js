import { slice, tidy } from '@tensorflow/tfjs-core';
import { neededRows } from '../graph/graph-facts';
import { isWhole } from '../graph/graph-node';
const cut = (x, top, [start, end]) => {
    const [n, , w, c] = x.shape;
    return slice(x, [0, start - top, 0, 0], [n, end - start, w, c]);
};
/**
 * The first output's rows over rows `start` to `end` of the picture, every node run on a band of no more rows than the
 * description asks for. For tests: it holds whatever can be computed from bands against the whole.
 */
export const runBand = (graph, given, rows) => tidy(() => {
    const heights = new Map(graph.inputs.map((input, i) => [input, given[i].shape[1]]));
    for (const node of graph.nodes) {
        const laid = node.inputs.find((input) => !isWhole(input));
        heights.set(node, node.geometry.outputRows(heights.get(laid)));
    }
    // First of all which rows of each, inside of the picture: what lies outside is the nodes' own padding.
    const needed = new Map([...neededRows(graph, rows)].map(([node, [start, end]]) => {
        const height = heights.get(node);
        const users = graph.nodes.filter(({ inputs }) => inputs.includes(node));
        const atEnd = end < height ? 0 : Math.max(0, ...users.map(({ geometry }) => geometry.rowsAtEnd));
        return [node, [Math.max(0, Math.min(start, height - atEnd)), Math.min(end, height)]];
    }));
    const bands = new Map();
    graph.inputs.forEach((input, i) => {
        const band = needed.get(input);
        if (isWhole(input))
            bands.set(input, given[i]);
        else if (band)
            bands.set(input, cut(given[i], 0, band));
    });
    for (const node of graph.nodes) {
        const { up, down } = node.geometry;
        const wanted = needed.get(node);
        const [first, last] = node.geometry.inputRows(...wanted);
        const height = heights.get(node.inputs.find((input) => !isWhole(input)));
        const end = Math.min(last, height);
        const top = Math.max(0, Math.min(first, end === height ? height - node.geometry.rowsAtEnd : first));
        const inputs = node.inputs.map((input) => isWhole(input)
            ? bands.get(input)
            : cut(bands.get(input), needed.get(input)[0], [top, Math.min(last, heights.get(input))]));
        const y = node.run(inputs, { top, height });
        bands.set(node, cut(y, (top * up) / down, wanted));
    }
    return bands.get(graph.outputs[0]);
});
