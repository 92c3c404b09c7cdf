import { isWhole } from './graph-node';
const FLOAT_BYTES = 4;
const divisor = (a, b) => (b === 0 ? a : divisor(b, a % b));
const multiple = (a, b) => (a * b) / divisor(a, b);
/** Results to a pixel of the picture. */
const density = ({ grid: { up, down } }) => (up / down) ** 2;
/** Bytes of a result for each pixel of the picture; those of what is whole are not its. */
export const bytesPerPixel = (node, channels = node.channels) => isWhole(node) ? 0 : channels * density(node) * FLOAT_BYTES;
/**
 * The rows of inputs and nodes that the outputs' rows over rows `start` to `end` of the picture depend on. They may reach
 * beyond the picture.
 */
export const neededRows = ({ nodes, outputs }, [from, to]) => {
    const needed = new Map();
    const widen = (node, [start, end]) => {
        const [first, last] = needed.get(node) ?? [start, end];
        needed.set(node, [Math.min(first, start), Math.max(last, end)]);
    };
    for (const output of outputs) {
        const { up, down } = output.grid;
        widen(output, [Math.floor((from * up) / down), Math.ceil((to * up) / down)]);
    }
    for (const node of nodes.toReversed()) {
        const [start, end] = needed.get(node);
        for (const input of node.inputs)
            if (!isWhole(input))
                widen(input, node.geometry.inputRows(start, end));
    }
    return needed;
};
const haloOf = (steps) => {
    // A block of rows that every step has whole rows of.
    const block = [...steps.inputs, ...steps.nodes].reduce((most, { grid }) => multiple(most, grid.down), 1);
    const needed = neededRows(steps, [0, block]);
    return steps.inputs.reduce((most, input) => {
        const rows = needed.get(input);
        if (!rows)
            return most;
        const { up, down } = input.grid;
        return Math.max(most, (-rows[0] * down) / up, (rows[1] * down) / up - block);
    }, 0);
};
const peakOf = ({ inputs, outputs, nodes, lastUse }) => {
    let held = inputs.reduce((sum, input) => sum + bytesPerPixel(input), 0);
    let peak = held;
    for (const node of nodes) {
        held += bytesPerPixel(node);
        peak = Math.max(peak, held + bytesPerPixel(node, node.scratchChannels));
        for (const input of new Set(node.inputs)) {
            const isKept = inputs.includes(input) || outputs.includes(input);
            if (!isKept && lastUse.get(input) === node)
                held -= bytesPerPixel(input);
        }
    }
    return peak;
};
export const graphFacts = (steps) => {
    const { inputs, nodes } = steps;
    const barrier = nodes.map(({ op }) => op).find((op) => op.kind === 'global');
    const sum = (value) => nodes.reduce((total, node) => total + value(node), 0);
    const parameters = new Set(nodes.flatMap((node) => node.parameters));
    return {
        halo: barrier ? Number.POSITIVE_INFINITY : haloOf(steps),
        obstacle: barrier?.reason,
        inputMultiple: nodes
            .filter(({ op }) => op.kind === 'pixelUnshuffle')
            .reduce((most, { grid }) => multiple(most, grid.down), 1),
        multiplyAdds: sum((node) => node.multiplyAdds * density(node)),
        parameterCount: [...parameters].reduce((total, { size }) => total + size, 0),
        largestTensorBytes: [...inputs, ...nodes].reduce((most, node) => Math.max(most, bytesPerPixel(node)), 0),
        peakBytes: peakOf(steps),
    };
};
