import { ConfigError } from '@srkit/core';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { ldlArtifactMap } from '..';
const random = (seed) => tf.randomUniform([1, 8, 9, 3], 0, 1, 'float32', seed);
const variance = (values) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
};
beforeAll(async () => {
    await tf.setBackend('cpu');
});
it('is its definition, and 0 where the output is better than the average', () => {
    const [gt, out, ema] = [random(1), random(2), random(3)];
    const residual = (x) => tf.sum(tf.abs(tf.sub(gt, x)), 3).arraySync();
    const [mine, averaged] = [residual(out)[0], residual(ema)[0]];
    const mirror = (i, side) => (i < 0 ? -i : i >= side ? 2 * side - 2 - i : i);
    const map = ldlArtifactMap(gt, out, ema, { ksize: 5 }).arraySync();
    const overall = variance(mine.flat()) ** 0.2;
    for (const [y, row] of mine.entries())
        for (const [x, value] of row.entries()) {
            const window = [];
            for (let i = -2; i <= 2; i++)
                for (let j = -2; j <= 2; j++)
                    window.push(mine[mirror(y + i, 8)][mirror(x + j, 9)]);
            const expected = value < averaged[y][x] ? 0 : overall * variance(window);
            expect(map[0][y][x][0]).toBeCloseTo(expected, 5);
        }
});
it('is 0 with a finite gradient for a perfect output, and leaks nothing', () => {
    const gt = random(1);
    const before = tf.memory().numTensors;
    const gradient = tf.grad((out) => ldlArtifactMap(gt, out, gt))(gt);
    expect(gradient.dataSync().every((g) => g === 0)).toBe(true);
    gradient.dispose();
    expect(tf.memory().numTensors).toBe(before);
});
it('refuses an even window and pictures too small for it', () => {
    const x = random(1);
    expect(() => ldlArtifactMap(x, x, x, { ksize: 4 })).toThrow(ConfigError);
    expect(() => ldlArtifactMap(x, x, x, { ksize: 17 })).toThrow(/at least 9/);
});
