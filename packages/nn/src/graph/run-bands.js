import { ShapeError } from '@srkit/core';
import { concat, keep, slice, tidy } from '@tensorflow/tfjs-core';
import { multiplyAddsOf } from './band-facts';
import { bandMoves } from './band-moves';
import { isWhole } from './graph-node';
/** The rows of a node that are held, in pieces that follow each other. */
class Held {
    #axis;
    #pieces = [];
    constructor(axis) {
        this.#axis = axis;
    }
    add(start, end, value) {
        this.#pieces.push({ start, end, value });
    }
    /** A tensor of rows that are all here; a new one, or the only piece itself. */
    rows(start, end) {
        const parts = this.#pieces.filter((piece) => piece.start < end && piece.end > start);
        const [only] = parts;
        if (parts.length === 1 && only.start === start && only.end === end)
            return only.value;
        const cuts = parts.map((piece) => cut(piece.value, this.#axis, Math.max(start, piece.start) - piece.start, Math.min(end, piece.end) - piece.start));
        return cuts.length === 1 ? cuts[0] : concat(cuts, this.#axis);
    }
    /** Gives up what lies before a row. */
    drop(from) {
        this.#pieces = this.#pieces.flatMap((piece) => {
            const { start, end, value } = piece;
            if (start >= from)
                return [piece];
            const rest = end > from ? keep(tidy(() => cut(value, this.#axis, from - start, end - start))) : undefined;
            value.dispose();
            return rest ? [{ start: from, end, value: rest }] : [];
        });
    }
    dispose() {
        for (const { value } of this.#pieces)
            value.dispose();
        this.#pieces = [];
    }
}
const cut = (x, axis, start, end) => {
    if (start === 0 && end === x.shape[axis])
        return x.clone();
    const begin = [0, 0, 0, 0];
    const size = [...x.shape];
    begin[axis] = start;
    size[axis] = end - start;
    return slice(x, begin, size);
};
/** Runs one step on a band. */
const run = ({ reads, height }, { group, nodes }, tensorOf) => {
    const atOnce = group?.fused?.(group.inputs.map(tensorOf));
    if (atOnce)
        return atOnce;
    const band = { top: reads[0].start, height };
    const values = new Map();
    for (const node of nodes) {
        const inputs = node.inputs.map((input) => values.get(input) ?? tensorOf(input));
        values.set(node, node.run(inputs, band));
    }
    return values.get(group?.output ?? nodes[0]);
};
/**
 * Runs a graph in bands of rows from top to bottom, or of columns from left to right, and yields after each step, with
 * rows of an output as they become complete. Each step carries the rows of its input on which the next band depends, so
 * that the outputs are those of the whole picture, up to the rounding of sums.
 *
 * Nothing is left behind when the generator ends, is ended or throws.
 *
 * @throws ConfigError `E_CONFIG_GRAPH` when a step depends on the whole of its input.
 */
export function* runBands(graph, { read, whole = new Map(), axis = 1, ...options }) {
    let multiplyAdds = 0;
    const held = new Map();
    const heldOf = (node) => {
        const known = held.get(node) ?? new Held(axis);
        held.set(node, known);
        return known;
    };
    try {
        for (const move of bandMoves(graph, options)) {
            const { step, reads, skipped, kept } = move;
            if (!step) {
                for (const rows of move.made)
                    heldOf(rows.node).add(rows.start, rows.end, keep(read(rows)));
                continue;
            }
            const [{ node, start, end }] = move.made;
            let made;
            const value = keep(tidy(() => {
                const bands = new Map(reads.map((rows) => [rows.node, heldOf(rows.node).rows(rows.start, rows.end)]));
                const tensorOf = (input) => (isWhole(input) ? whole.get(input) : bands.get(input));
                const result = run(move, step, tensorOf);
                if (result.shape[axis] < skipped + end - start) {
                    throw new ShapeError('E_SHAPE_NETWORK', `${node.name}: gave ${result.shape[axis]} rows of a band, expected ${skipped + end - start} or more.`);
                }
                return cut(result, axis, skipped, skipped + end - start);
            }));
            if (graph.outputs.includes(node)) {
                const isRead = graph.nodes.some(({ inputs }) => inputs.includes(node));
                if (isRead)
                    heldOf(node).add(start, end, keep(value.clone()));
                made = { node, start, end, value };
            }
            else
                heldOf(node).add(start, end, value);
            for (const [input, from] of kept)
                held.get(input)?.drop(from);
            multiplyAdds += multiplyAddsOf(move);
            yield { multiplyAdds, made };
        }
    }
    finally {
        for (const rows of held.values())
            rows.dispose();
    }
}
