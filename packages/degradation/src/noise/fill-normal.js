import { seededBits } from './seeded-bits';
import { ziggurat } from './ziggurat';
/** A uniform number in (0, 1], of which a logarithm can be taken. */
const positiveUniform = (bits) => ((bits.next() >>> 0) + 1) * 2 ** -32;
/** A draw of the normal distribution's part right of `start` (Marsaglia, 1964). */
const tailDraw = (bits, start) => {
    for (;;) {
        const x = -Math.log(positiveUniform(bits)) / start;
        const y = -Math.log(positiveUniform(bits));
        if (2 * y >= x * x)
            return start + x;
    }
};
/**
 * Fills `out` with independent draws of the standard normal distribution, the same ones for a seed on every machine.
 *
 * The ziggurat method with 256 layers on 32 bits a value: 8 for the layer, 24 for sign and position, so that the
 * two do not depend on each other (Doornik, "An Improved Ziggurat Method to Generate Normal Random Samples", 2005).
 *
 * @param seed an unsigned 32-bit integer.
 */
export const fillNormal = (out, seed) => {
    const bits = seededBits(seed);
    const { tail, widths, inside, heights } = ziggurat();
    for (let i = 0; i < out.length;) {
        const draw = bits.next();
        const layer = draw >>> 24;
        // A signed integer of 24 bits.
        const position = (draw << 8) >> 8;
        const x = position * widths[layer];
        if (Math.abs(position) < inside[layer]) {
            out[i++] = x;
        }
        else if (layer === 0) {
            out[i++] = position < 0 ? -tailDraw(bits, tail) : tailDraw(bits, tail);
        }
        else {
            // Between the layer's rectangle and the curve.
            const [low, high] = [heights[layer], heights[layer + 1]];
            const height = low + (high - low) * positiveUniform(bits);
            if (height < Math.exp(-0.5 * x * x))
                out[i++] = x;
        }
    }
};
