import { ConfigError } from '@srkit/core';
import { checkedKernelSize, checkedPositive } from './check-kernel';
import { normalised } from './kernel';
/**
 * A kernel whose weight depends on q, the squared distance to the centre in sigmas (Mahalanobis distance), through
 * `profile`. With `profile(0) = 1` and `profile` in 0..1 the sum is at least one, so that nothing can divide by zero.
 */
export const ellipticKernel = (owner, shape, profile) => {
    const { size, sigmaX, sigmaY = sigmaX, rotation = 0 } = shape;
    checkedKernelSize(owner, size);
    checkedPositive(owner, 'sigmaX', sigmaX);
    checkedPositive(owner, 'sigmaY', sigmaY);
    if (!Number.isFinite(rotation)) {
        throw new ConfigError('E_CONFIG_KERNEL', `${owner}: rotation is ${rotation}, expected finite radians.`);
    }
    const [cosine, sine] = [Math.cos(rotation), Math.sin(rotation)];
    const values = new Float64Array(size * size);
    const reach = (size - 1) / 2;
    for (let i = 0; i < values.length; i++) {
        const x = (i % size) - reach;
        const y = Math.floor(i / size) - reach;
        // Along the axes of the ellipse; dividing before squaring keeps a tiny sigma from making 0 / 0.
        const u = (cosine * x + sine * y) / sigmaX;
        const v = (cosine * y - sine * x) / sigmaY;
        values[i] = profile(u * u + v * v);
    }
    return normalised(size, values);
};
