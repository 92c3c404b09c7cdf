import { toNhwc } from './layout';
/** A batch `[n, c, h, w]`, or a plane `[h, w]`, as one array of `[h, w, c]` values for each sample. */
export const samples = (golden, name) => {
    const { shape } = golden.tensor(name);
    const [n, c, h, w] = (shape.length === 4 ? shape : [1, 1, ...shape]);
    const values = toNhwc(golden.floats(name), [n, c, h, w]);
    return Array.from({ length: n }, (_, i) => values.slice(i * h * w * c, (i + 1) * h * w * c));
};
