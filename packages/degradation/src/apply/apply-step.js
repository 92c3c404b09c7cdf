import { diffJpeg, resize } from '@srkit/ops';
import { clipByValue, tidy } from '@tensorflow/tfjs-core';
import { applyBlur } from './blur-step';
import { applyNoise } from './noise-step';
const applyResize = (x, step) => 'scaleFactor' in step
    ? resize(x, { mode: step.mode, scaleFactor: step.scaleFactor })
    : resize(x, { mode: step.mode, size: [step.height, step.width] });
/**
 * Applies one step of a recipe to a batch, `[n, h, w, 3]`. The result is a new tensor. Blurring and resizing may leave
 * 0..1; noise and JPEG clamp.
 *
 * @param noise what the seeds of a noise step stand for; the generators of this package by default
 */
export const applyStep = async (x, step, noise) => {
    switch (step.op) {
        case 'blur':
            return applyBlur(x, step);
        case 'resize':
            return applyResize(x, step);
        case 'gaussianNoise':
        case 'poissonNoise':
            return applyNoise(x, step, noise);
        case 'jpeg':
            return tidy(() => diffJpeg(clipByValue(x, 0, 1), step.quality, { differentiable: false }));
    }
};
