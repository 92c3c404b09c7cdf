import { targetSide } from './picture';
import { chance, seed32 } from './random-source';
const sampleScale = ({ batch }, { resizeProb, resizeRange }) => {
    const direction = batch.weighted(['up', 'down', 'keep'], resizeProb);
    if (direction === 'up')
        return batch.uniform(1, resizeRange[1]);
    return direction === 'down' ? batch.uniform(resizeRange[0], 1) : 1;
};
const sampleResize = (streams, stage, picture) => {
    const scale = sampleScale(streams, stage);
    const mode = streams.batch.choice(stage.resizeModes);
    if (stage.resizeOf === 'current')
        return { op: 'resize', mode, scaleFactor: scale };
    return {
        op: 'resize',
        mode,
        height: targetSide(picture.height, picture.scale, scale),
        width: targetSide(picture.width, picture.scale, scale),
    };
};
const sampleNoise = ({ batch, samples }, stage, { count }) => {
    const gaussian = chance(batch, stage.gaussianNoiseProb);
    const each = (draw) => Array.from({ length: count }, draw);
    const range = gaussian ? stage.noiseRange : stage.poissonScaleRange;
    const strength = each(() => samples.uniform(...range));
    const gray = each(() => chance(samples, stage.grayNoiseProb));
    const seeds = each(() => seed32(samples));
    return gaussian
        ? { op: 'gaussianNoise', sigma: strength, gray, seeds, graySeed: seed32(samples) }
        : { op: 'poissonNoise', scale: strength, gray, seeds };
};
/** JPEG with a quality per sample. */
export const sampleJpeg = ({ samples }, range, count) => ({
    op: 'jpeg',
    quality: Array.from({ length: count }, () => samples.uniform(...range)),
});
/**
 * The steps of one stage: blur, resize, noise, JPEG (Real-ESRGAN, section 3.2). What they do is decided for the
 * batch, how strongly for each sample.
 */
export const sampleStage = (streams, stage, kernels, picture) => {
    const steps = [];
    // The official process draws for the second blur, but not for the first, which always happens.
    if (stage.blurProb === 1 || chance(streams.batch, stage.blurProb))
        steps.push({ op: 'blur', kernels });
    steps.push(sampleResize(streams, stage, picture));
    steps.push(sampleNoise(streams, stage, picture));
    if (stage.jpegRange)
        steps.push(sampleJpeg(streams, stage.jpegRange, picture.count));
    return steps;
};
