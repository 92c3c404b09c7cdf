import { tensor4d } from '@tensorflow/tfjs-core';
/** A number in 0..1 of whole numbers: xorshift, mixed. */
const noise = (index) => {
    let word = Math.imul(index + 1, 0x9e3779b1) >>> 0;
    word = Math.imul(word ^ (word >>> 15), 0x85ebca6b) >>> 0;
    return ((word ^ (word >>> 13)) >>> 0) / 2 ** 32;
};
/** Batches of smooth pictures with noise, each other than the one before, whose LQ is every fourth pixel. */
export class DrawnPairs {
    batch;
    side;
    scale;
    /** Batches given. */
    position = 0;
    constructor(batch = 2, side = 8, scale = 4) {
        this.batch = batch;
        this.side = side;
        this.scale = scale;
    }
    async next() {
        return this.pair(++this.position);
    }
    pair(number) {
        const { batch, side, scale } = this;
        const big = side * scale;
        const value = (n, y, x, c) => 0.5 +
            0.3 * Math.sin((x * (c + 1) + y * (n + 1)) / 9 + number) +
            0.1 * (noise(number * 7919 + ((n * big + y) * big + x) * 3 + c) - 0.5);
        const picture = (h, step) => {
            const values = new Float32Array(batch * h * h * 3);
            let at = 0;
            for (let n = 0; n < batch; n++)
                for (let y = 0; y < h; y++)
                    for (let x = 0; x < h; x++)
                        for (let c = 0; c < 3; c++)
                            values[at++] = value(n, y * step, x * step, c);
            return tensor4d(values, [batch, h, h, 3]);
        };
        return { lq: picture(side, scale), gt: picture(big, 1) };
    }
    state() {
        return this.position;
    }
    resume(state) {
        this.position = state;
    }
}
