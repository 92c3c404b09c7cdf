/** Rectangles of the ziggurat, one for each value of a byte. */
const LAYERS = 256;
/** The density without its factor; every constant of the method is the same for it. */
const density = (x) => Math.exp(-0.5 * x * x);
/** Area under the density right of `r`, by Simpson's rule; what lies beyond `r + 9` is below 1e-30. */
const tailArea = (r) => {
    const steps = 1024;
    const h = 9 / steps;
    let sum = density(r) + density(r + 9);
    for (let i = 1; i < steps; i++)
        sum += density(r + i * h) * (i % 2 === 0 ? 2 : 4);
    return (sum * h) / 3;
};
/** Right edges of the layers that start at `r`, from the bottom; NaN or a last one above 0 when `r` does not fit. */
const edgesFrom = (r) => {
    const area = r * density(r) + tailArea(r);
    const edges = new Float64Array(LAYERS + 1);
    // The bottom layer is a rectangle of the same area as the others; a draw right of r stands for the tail.
    edges[0] = area / density(r);
    edges[1] = r;
    for (let i = 2; i < LAYERS; i++) {
        const height = density(edges[i - 1]) + area / edges[i - 1];
        edges[i] = height < 1 ? Math.sqrt(-2 * Math.log(height)) : Number.NaN;
    }
    return edges;
};
/** Where the tail starts: there the top layer's height reaches the density's peak exactly. */
const solveTailStart = () => {
    let [low, high] = [3, 5];
    // 60 halvings leave nothing between the two.
    for (let i = 0; i < 60; i++) {
        const r = (low + high) / 2;
        const top = edgesFrom(r)[LAYERS - 1];
        const area = r * density(r) + tailArea(r);
        // NaN, too: the layers are too high and r is too small.
        if (density(top) + area / top <= 1)
            high = r;
        else
            low = r;
    }
    return high;
};
let tables;
/**
 * The tables of the ziggurat method for the normal distribution (Marsaglia and Tsang, "The Ziggurat Method for
 * Generating Random Variables", 2000), computed at the first call. They are rounded to what every machine agrees
 * on, since the last bit of `Math.exp` is not specified.
 */
export const ziggurat = () => {
    if (tables)
        return tables;
    const tail = Math.fround(solveTailStart());
    const edges = edgesFrom(solveTailStart());
    const widths = new Float64Array(LAYERS);
    const inside = new Int32Array(LAYERS);
    const heights = new Float64Array(LAYERS + 1);
    for (let i = 0; i < LAYERS; i++) {
        widths[i] = Math.fround(edges[i]) * 2 ** -23;
        inside[i] = Math.floor((edges[i + 1] / edges[i]) * 2 ** 23);
        heights[i] = Math.fround(density(edges[i]));
    }
    heights[LAYERS] = 1;
    tables = { tail, widths, inside, heights };
    return tables;
};
