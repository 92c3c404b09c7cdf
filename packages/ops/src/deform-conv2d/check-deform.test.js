import { ConfigError, ShapeError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { deformConv2d } from './deform-conv2d';
describe('deformConv2d throws', () => {
    it('names what does not fit, and leaks nothing', () => {
        const good = {
            x: tf.zeros([2, 6, 7, 8]),
            offset: tf.zeros([2, 6, 7, 36]),
            mask: tf.zeros([2, 6, 7, 18]),
            weight: tf.zeros([3, 3, 8, 5]),
            bias: tf.zeros([5]),
        };
        const attempts = [
            [{ x: [6, 7, 8] }, {}, /x is \[6,7,8\], expected \[n, h, w, c\]/],
            [{ weight: [9, 8, 5] }, {}, /weight is \[9,8,5\]/],
            [{ weight: [3, 3, 4, 5] }, {}, /takes 4 channels.*has 8/],
            [{ bias: [4] }, {}, /bias is \[4\], expected \[5\]/],
            [{}, { deformGroups: 3 }, /8 channels.*3 deformable groups/],
            [{ offset: [2, 6, 7, 18] }, {}, /has 18 channels, expected 36/],
            [{ mask: [2, 6, 7, 36] }, {}, /has 36 channels, expected 18/],
            [{ offset: [1, 6, 7, 36] }, {}, /1 samples of offsets for 2 pictures/],
            [{ mask: [2, 6, 6, 18] }, {}, /mask \[2,6,6,18\] and offset/],
            [{ mask: [2, 5, 7, 18] }, { allowOtherSize: true }, /mask \[2,5,7,18\] and offset/],
            [{}, { stride: 2 }, /6 x 7 output pixels.*gives 3 x 4.*allowOtherSize/],
        ];
        for (const [shapes, options, message] of attempts) {
            const tensors = { ...good };
            for (const [name, shape] of Object.entries(shapes))
                Object.assign(tensors, { [name]: tf.zeros(shape) });
            const before = tf.memory().numTensors;
            const run = () => deformConv2d(tensors.x, tensors.offset, tensors.mask, tensors.weight, tensors.bias, {
                deformGroups: 2,
                ...options,
            });
            expect(run).toThrow(message);
            expect(run).toThrow(ShapeError);
            expect(tf.memory().numTensors).toBe(before);
        }
        for (const options of [
            { stride: 0 },
            { padding: -1 },
            { dilation: 1.5 },
            { deformGroups: Number.NaN },
        ]) {
            const [name] = Object.keys(options);
            const run = () => deformConv2d(good.x, good.offset, good.mask, good.weight, good.bias, options);
            expect(run).toThrow(ConfigError);
            expect(run).toThrow(`${name} is`);
        }
        tf.dispose(Object.values(good));
    });
});
