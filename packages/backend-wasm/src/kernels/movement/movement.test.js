import { PIXEL_SHUFFLE, PIXEL_UNSHUFFLE } from '@srkit/core/contracts';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareWithCpu } from '../../testing/compare-with-cpu';
import { noise, ramp, shapes, wordTypes } from '../../testing/operands';
import { registerTestBackends } from '../../testing/test-backends';
beforeAll(registerTestBackends);
/** Moving is exact. */
const check = (operands, run) => compareWithCpu(operands, run);
const checkGradient = (x, run) => compareWithCpu([x], (t) => {
    const weights = tf.tidy(() => {
        const y = run(t);
        return tf.reshape(tf.range(1, y.size + 1), y.shape);
    });
    return tf.grad(run)(t, weights);
}, 1e-6);
const property = async (arbitrary, test, numRuns = 40) => fc.assert(fc.asyncProperty(arbitrary, test), { numRuns, seed: 11 });
const small = fc.integer({ min: 0, max: 3 });
const permutations = (rank) => fc.shuffledSubarray(Array.from({ length: rank }, (_, i) => i), { minLength: rank });
/** A shape and, for every axis, something made of it. */
const perAxis = (rank, make) => shapes(rank).chain((shape) => fc.tuple(fc.constant(shape), fc.tuple(...shape.map(make)), wordTypes));
describe('transpose', () => {
    it('permutes any rank', () => property(shapes({ min: 0, max: 6 }).chain((shape) => fc.tuple(fc.constant(shape), permutations(shape.length), wordTypes)), ([shape, order, dtype]) => check([ramp(shape, dtype)], (x) => tf.transpose(x, order))));
    it.each([
        [
            [1, 200, 301, 3],
            [0, 3, 1, 2],
        ],
        [
            [1, 3, 200, 301],
            [0, 2, 3, 1],
        ],
        [
            [2, 64, 66, 65],
            [0, 3, 1, 2],
        ],
        [
            [2, 67, 31, 64],
            [0, 2, 3, 1],
        ],
        [
            [3, 257, 259],
            [0, 2, 1],
        ],
        [
            [40, 50, 7, 20],
            [2, 1, 0, 3],
        ],
        [
            [512, 512],
            [1, 0],
        ],
    ])('of %j to %j', (shape, order) => check([ramp(shape)], (x) => tf.transpose(x, order)));
    it('has a gradient', () => checkGradient(ramp([3, 4, 5, 6]), (x) => tf.transpose(x, [0, 3, 1, 2])));
});
describe('slice', () => {
    it('cuts boxes', () => property(perAxis({ min: 1, max: 6 }, (side) => fc
        .tuple(fc.integer({ min: 0, max: side }), fc.integer({ min: 0, max: side }))
        .map(([a, b]) => [Math.min(a, b), Math.max(a, b)])), ([shape, ranges, dtype]) => check([ramp(shape, dtype)], (x) => tf.slice(x, ranges.map(([a]) => a), ranges.map(([a, b]) => b - a)))));
    it('cuts large ones', () => check([ramp([2, 130, 140, 9])], (x) => [
        tf.slice(x, [0, 1, 2, 3], [2, 120, 131, 5]),
        tf.slice(x, [1, 0, 0, 0], [1, 130, 140, 9]),
    ]));
    it('has a gradient', () => checkGradient(ramp([3, 4, 5]), (x) => tf.slice(x, [1, 0, 2], [2, 3, 2])));
});
describe('stridedSlice', () => {
    it('steps forwards and backwards', () => property(perAxis({ min: 1, max: 5 }, (side) => {
        const position = fc.integer({ min: 0, max: side });
        return fc
            .tuple(position, position, fc.constantFrom(-3, -2, -1, 1, 2, 3))
            .map(([a, b, step]) => {
            const [low, high] = [Math.min(a, b), Math.max(a, b)];
            // Backwards from `high - 1` to `low`; an end before the first element counts from behind.
            return step > 0 ? [low, high, step] : [high - 1, low === 0 ? -side - 1 : low - 1, step];
        });
    }), ([shape, axes, dtype]) => check([ramp(shape, dtype)], (x) => tf.stridedSlice(x, axes.map(([begin]) => begin), axes.map(([, end]) => end), axes.map(([, , step]) => step))), 80));
    it('honours its masks', () => check([ramp([4, 5, 6])], (x) => [
        tf.stridedSlice(x, [1, 1, 1], [3, 3, 3], [1, 2, 1], 1, 2),
        tf.stridedSlice(x, [0, 1], [0, 4], [1, 1], 0, 0, 1),
        tf.stridedSlice(x, [0, 1, 2], [4, 3, 5], [1, 1, 1], 0, 0, 0, 2),
        tf.stridedSlice(x, [0, 1, 2], [4, 3, 5], [1, 1, 1], 0, 0, 0, 0, 1),
    ]));
});
describe('concat and split', () => {
    it('lays side by side', () => property(shapes({ min: 1, max: 5 }).chain((shape) => fc.tuple(fc.constant(shape), fc.integer({ min: 0, max: shape.length - 1 }), fc.array(small, { minLength: 1, maxLength: 4 }), wordTypes)), ([shape, axis, widths, dtype]) => check(widths.map((width) => ramp(shape.map((side, i) => (i === axis ? width : side)), dtype)), (...parts) => tf.concat(parts, axis))));
    it('lays large pictures side by side', () => check([ramp([1, 150, 100, 3]), ramp([1, 150, 100, 16]), ramp([1, 150, 100, 1])], (...parts) => tf.concat(parts, 3)));
    it('splits', () => property(shapes({ min: 1, max: 5 }).chain((shape) => fc.tuple(fc.constant(shape), fc.integer({ min: 0, max: shape.length - 1 }), fc.array(small, { minLength: 1, maxLength: 4 }), wordTypes)), ([shape, axis, widths, dtype]) => {
        const whole = widths.reduce((sum, width) => sum + width, 0);
        const x = ramp(shape.map((side, i) => (i === axis ? whole : side)), dtype);
        return check([x], (t) => tf.split(t, widths, axis));
    }));
    it('have gradients', async () => {
        await checkGradient(ramp([2, 3, 4]), (x) => tf.concat([x, tf.mul(x, 2)], 1));
        await checkGradient(ramp([2, 3, 4]), (x) => tf.split(x, 2, 2)[1]);
    });
});
describe('stack and unstack', () => {
    it('join along a new axis, and undo it', () => property(shapes({ min: 0, max: 4 }).chain((shape) => fc.tuple(fc.constant(shape), fc.integer({ min: 0, max: shape.length }), fc.integer({ min: 1, max: 4 }), wordTypes)), ([shape, axis, count, dtype]) => check(Array.from({ length: count }, () => ramp(shape, dtype)), (...parts) => {
        const stacked = tf.stack(parts, axis);
        // tfjs's own kernel cannot take empty tensors that it made itself.
        return stacked.size === 0 ? stacked : [stacked, ...tf.unstack(stacked, axis)];
    })));
});
describe('pad', () => {
    it('adds a border', () => property(perAxis({ min: 1, max: 6 }, () => fc.tuple(small, fc.constantFrom(0, 0, 1, 2))), ([shape, paddings, dtype]) => check([ramp(shape, dtype)], (x) => tf.pad(x, paddings, dtype === 'int32' ? -3 : 0.5))));
    it('adds one to large pictures', () => check([ramp([2, 130, 140, 3])], (x) => tf.pad(x, [
        [0, 0],
        [3, 4],
        [10, 2],
        [0, 0],
    ])));
    it('has a gradient', () => checkGradient(ramp([2, 3, 4]), (x) => tf.pad(x, [
        [1, 0],
        [0, 0],
        [2, 1],
    ])));
});
describe('mirrorPad', () => {
    it.each(['reflect', 'symmetric'])('%s', (mode) => property(shapes({ min: 1, max: 4 })
        .map((shape) => shape.map((side) => Math.max(side, 1)))
        .chain((shape) => {
        const most = (side) => fc.integer({ min: 0, max: side - (mode === 'reflect' ? 1 : 0) });
        const borders = shape.map((side) => fc.tuple(most(side), most(side)));
        return fc.tuple(fc.constant(shape), fc.tuple(...borders), wordTypes);
    }), ([shape, paddings, dtype]) => check([ramp(shape, dtype)], (x) => tf.mirrorPad(x, paddings, mode))));
    it('mirrors large pictures', () => check([ramp([2, 130, 140, 3])], (x) => tf.mirrorPad(x, [
        [0, 0],
        [10, 10],
        [7, 9],
        [0, 0],
    ], 'reflect')));
});
describe('tile and reverse', () => {
    it('repeats', () => property(perAxis({ min: 1, max: 5 }, () => fc.integer({ min: 1, max: 3 })), ([shape, reps, dtype]) => check([ramp(shape, dtype)], (x) => tf.tile(x, reps))));
    it('repeats rank 6', () => check([ramp([2, 1, 3, 2, 1, 2])], (x) => tf.tile(x, [2, 3, 1, 2, 4, 2])));
    it('repeats a channel', () => check([ramp([1, 100, 100, 1])], (x) => tf.tile(x, [2, 1, 1, 12])));
    it('turns axes round', () => property(shapes({ min: 1, max: 6 }).chain((shape) => fc.tuple(fc.constant(shape), fc.subarray(shape.map((_, axis) => axis)), wordTypes)), ([shape, axes, dtype]) => check([ramp(shape, dtype)], (x) => tf.reverse(x, axes))));
    it('turns pictures left to right', () => check([ramp([2, 3, 5, 3])], (x) => tf.image.flipLeftRight(x)));
    it('have gradients', async () => {
        await checkGradient(ramp([2, 3, 2]), (x) => tf.tile(x, [2, 1, 3]));
        await checkGradient(ramp([2, 3, 2]), (x) => tf.reverse(x, [1]));
    });
});
describe('gather', () => {
    const gathers = shapes({ min: 1, max: 4 }).chain((shape) => fc.integer({ min: 0, max: shape.length - 1 }).chain((axis) => fc.tuple(fc.constant(shape), fc.constant(axis), fc.array(fc.integer({ min: 0, max: Math.max(shape[axis] - 1, 0) }), {
        maxLength: shape[axis] === 0 ? 0 : 7,
    }), wordTypes)));
    it('takes rows of any axis', () => property(gathers, ([shape, axis, indices, dtype]) => check([ramp(shape, dtype), { shape: [indices.length], dtype: 'int32', values: indices }], (x, i) => tf.gather(x, i, axis))));
    it('takes them batch by batch', () => check([ramp([3, 4, 5]), { shape: [3, 2], dtype: 'int32', values: [0, 3, 2, 2, 1, 0] }], (x, i) => tf.gather(x, i, 1, 1)));
    it('takes many', () => check([
        ramp([1000, 40]),
        { shape: [3000], dtype: 'int32', values: Array.from({ length: 3000 }, (_, i) => (i * 7) % 1000) },
    ], (x, i) => tf.gather(x, i)));
    it('refuses rows that do not exist', async () => {
        await tf.setBackend('srkit-wasm-private');
        expect(() => tf.tidy(() => tf.gather(tf.tensor1d([1, 2]), tf.tensor1d([2], 'int32')))).toThrow(/not in \[0, 1\]/);
    });
    it('has a gradient', () => checkGradient(ramp([5, 3, 4]), (x) => tf.gather(x, tf.tensor1d([4, 0, 4, 2], 'int32'))));
    it('takes points', () => property(shapes({ min: 1, max: 4 })
        .map((shape) => shape.map((side) => Math.max(side, 1)))
        .chain((shape) => fc
        .integer({ min: 1, max: shape.length })
        .chain((rank) => fc.tuple(fc.constant(shape), fc.array(fc.tuple(...shape.slice(0, rank).map((side) => fc.integer({ min: 0, max: side - 1 }))), { minLength: 1, maxLength: 6 }), wordTypes))), ([shape, points, dtype]) => check([
        ramp(shape, dtype),
        { shape: [points.length, points[0].length], dtype: 'int32', values: points.flat() },
    ], (x, i) => tf.gatherND(x, i))));
});
describe('scatter', () => {
    it('adds up what falls on one place', () => property(fc.tuple(fc.integer({ min: 1, max: 9 }), shapes({ min: 0, max: 2 }), fc.array(fc.nat(), { minLength: 1, maxLength: 12 }), wordTypes), ([rows, inner, numbers, dtype]) => check([
        { shape: [numbers.length, 1], dtype: 'int32', values: numbers.map((i) => i % rows) },
        ramp([numbers.length, ...inner], dtype),
    ], (indices, updates) => tf.scatterND(indices, updates, [rows, ...inner]))));
    it.each([
        [500, 300],
        [3000, 64],
        [60_000, 3],
        [200_000, 1],
    ])('%i updates of %i numbers', (count, width) => check([
        { shape: [count, 1], dtype: 'int32', values: Array.from({ length: count }, (_, i) => (i * 13) % 97) },
        noise([count, width]),
    ], (indices, updates) => tf.scatterND(indices, updates, [100, width])));
    it('sums segments', () => property(fc.tuple(fc.integer({ min: 1, max: 5 }), shapes({ min: 0, max: 3 }), fc.array(fc.integer({ min: -1, max: 5 }), { minLength: 1, maxLength: 12 })), ([segments, inner, ids]) => compareWithCpu([noise([ids.length, ...inner]), { shape: [ids.length], dtype: 'int32', values: ids }], (x, i) => tf.unsortedSegmentSum(x, i, segments), 1e-6)));
    it('has a gradient', () => checkGradient(noise([5, 3]), (x) => tf.unsortedSegmentSum(x, tf.tensor1d([0, 2, 2, 1, 0], 'int32'), 3)));
});
describe('space and depth', () => {
    const factor = fc.integer({ min: 1, max: 4 });
    const side = fc.integer({ min: 0, max: 4 });
    it('depthToSpace', () => property(fc.tuple(factor, side, side, side, side), ([f, n, h, w, c]) => check([ramp([n, h, w, c * f * f])], (x) => f === 1 ? tf.clone(x) : tf.depthToSpace(x, f))));
    it('space to batch, and back', () => property(fc.tuple(fc.array(fc.tuple(factor, fc.integer({ min: 1, max: 3 }), small), { minLength: 1, maxLength: 2 }), fc.integer({ min: 1, max: 3 }), wordTypes), ([axes, c, dtype]) => {
        const block = axes.map(([f]) => f);
        const shape = [2, ...axes.map(([f, blocks]) => f * blocks), c];
        // A border of a block on either side, shifted.
        const paddings = axes.map(([f, , shift]) => [Math.min(shift, f), f - Math.min(shift, f)]);
        return check([ramp(shape, dtype)], (x) => {
            const batches = tf.spaceToBatchND(x, block, paddings);
            return [batches, tf.batchToSpaceND(batches, block, paddings)];
        });
    }));
    it.each([
        [1, 40, 50, 64, 2],
        [1, 60, 70, 3, 4],
        [2, 3, 2, 1, 3],
        [1, 0, 2, 3, 2],
    ])('pixel shuffle of %i, %i, %i, %i by %i and back', (n, h, w, c, f) => check([ramp([n, h, w, c * f * f])], (x) => {
        if (tf.getBackend() === 'cpu') {
            const deep = tf.reshape(x, [n, h, w, c, f, f]);
            return [tf.reshape(tf.transpose(deep, [0, 1, 4, 2, 5, 3]), [n, h * f, w * f, c]), tf.clone(x)];
        }
        const kernel = ({ kernelName }, input) => tf.engine().runKernel(kernelName, { x: input }, { factor: f });
        const wide = kernel(PIXEL_SHUFFLE, x);
        return [wide, kernel(PIXEL_UNSHUFFLE, wide)];
    }));
});
