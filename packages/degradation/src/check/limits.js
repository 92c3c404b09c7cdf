/** Largest side of a picture: far above any photograph, far below where a product of sides loses precision. */
export const MAX_SIDE = 65_536;
/** Most pixels of a batch at any point of the process: 3 GiB of RGB as float32. */
export const MAX_PIXELS = 2 ** 28;
/** Most samples in a batch. */
export const MAX_BATCH = 4096;
/** Most stages: the paper has two; more than a handful leave nothing of a picture. */
export const MAX_STAGES = 8;
/** Most steps of a recipe: four for each of `MAX_STAGES`, three at the end, and as many again. */
export const MAX_STEPS = 64;
/** Largest ground truth over LQ, and largest factor of a resize. */
export const MAX_SCALE = 16;
/** Most entries of a list that is chosen from. */
export const MAX_CHOICES = 64;
/** Largest standard deviation of noise: the whole range of levels. */
export const MAX_NOISE_SIGMA = 255;
/** Largest strength of Poisson noise: far beyond the 3 of the paper, which already drowns dark pictures. */
export const MAX_POISSON_SCALE = 100;
/** Side of the sharpening kernel; reflect padding needs sides above half of it. */
export const SHARPEN_SIZE = 51;
/** Whether reflect padding for a kernel of this size can be made from a side: it does not repeat the border. */
export const canReflect = (side, kernelSize) => side > Math.floor(kernelSize / 2);
