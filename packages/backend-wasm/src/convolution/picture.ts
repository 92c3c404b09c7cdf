/** A batch of pictures in the memory, NHWC. */
export interface Picture {
  readonly address: number;
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Floats from pixel to pixel; `channels` where they lie close together. */
  readonly stride: number;
}

/** Pictures of all of a batch. */
export const pixelsOf = ({ batch, height, width }: Picture): number => batch * height * width;

/** Largest number of chunks that a job may have, with room to spare. */
const MOST_CHUNKS = 4000;

/** How many blocks a chunk takes, so that there are not too many chunks. */
export const blocksPerChunk = (blocks: number, parts = 1): number =>
  Math.max(1, Math.ceil((blocks * parts) / MOST_CHUNKS));

export const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

/** Splits `count` evenly into parts of at most `most`, multiples of `unit`. */
export const evenPart = (count: number, most: number, unit: number): number =>
  roundUp(Math.ceil(count / Math.ceil(count / most)), unit);
