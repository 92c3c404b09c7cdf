const SWEEPS = 60;
/** Eigenvalues and vectors of a symmetric `n` x `n` matrix by cyclic Jacobi rotations. */
export const symmetricEigen = (matrix, n) => {
    const a = matrix.slice();
    const vectors = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
        vectors[i * n + i] = 1;
    const rotate = (m, i, j, c, s) => {
        const [x, y] = [m[i], m[j]];
        m[i] = c * x - s * y;
        m[j] = s * x + c * y;
    };
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
        let rotated = false;
        for (let p = 0; p < n - 1; p++) {
            for (let q = p + 1; q < n; q++) {
                const off = a[p * n + q];
                const [app, aqq] = [a[p * n + p], a[q * n + q]];
                if (Math.abs(off) <= 1e-18 * Math.sqrt(Math.abs(app * aqq)) || off === 0)
                    continue;
                rotated = true;
                const theta = (aqq - app) / (2 * off);
                const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
                const c = 1 / Math.hypot(t, 1);
                const s = t * c;
                for (let k = 0; k < n; k++)
                    rotate(a, k * n + p, k * n + q, c, s);
                for (let k = 0; k < n; k++)
                    rotate(a, p * n + k, q * n + k, c, s);
                for (let k = 0; k < n; k++)
                    rotate(vectors, k * n + p, k * n + q, c, s);
            }
        }
        if (!rotated)
            break;
    }
    return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i]), vectors };
};
