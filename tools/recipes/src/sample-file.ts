/**
 * The file of samples that the restoration network of `srkit-ref-x4` learns from. Each has a picture with a margin, the same
 * reduced, five references, and where those were matched.
 */

/** References of a sample. */
export const REFERENCES = 5;
export const SCALE = 4;
/** Of what is learned, in pixels of the reduced picture. */
export const SIDE = 16;
/** Around it, because patches at the border of a picture have no match. */
export const MARGIN = 2;
/** Of the reduced picture, with its margin. */
export const CONTEXT = SIDE + 2 * MARGIN;
/** Of the references, in pixels. */
export const WINDOW = 96;

const bytesOf = (side: number): number => 3 * side ** 2;
export const LQ_BYTES = bytesOf(CONTEXT);
export const GT_BYTES = bytesOf(CONTEXT * SCALE);
export const REFERENCE_BYTES = bytesOf(WINDOW);
/** Numbers of a flow, right before down, in cells of `SCALE` pixels from a place of the context to one of the window. */
export const FLOW_LENGTH = 2 * CONTEXT ** 2;
/** Of pictures; flows, as 32-bit floats, follow. */
export const PICTURE_BYTES = LQ_BYTES + GT_BYTES + REFERENCES * REFERENCE_BYTES;
export const SAMPLE_BYTES = PICTURE_BYTES + REFERENCES * FLOW_LENGTH * Float32Array.BYTES_PER_ELEMENT;

/** Its name in the folder of a data set. */
export const SAMPLES_FILE = 'samples.bin';
