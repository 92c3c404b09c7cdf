// What all kernels of deformable convolution share.

import { locate } from '../shared/deform-samples';

/** A deformable convolution; the host writes it. Sides in pixels. */
@unmanaged
export class DeformJob {
  /** `[samples, height, width, channels]`. */
  x: usize;
  height: i32;
  width: i32;
  channels: i32;
  /** `[samples, outPixels, 3 * groups * taps]`: an offset (y, x) for each group and tap, then a mask for each. */
  sampling: usize;
  samples: i32;
  /** Of one sample. */
  outPixels: i32;
  outWidth: i32;
  groups: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  stride: i32;
  padding: i32;
  dilation: i32;
  outChannels: i32;
  /** Pixels that are in work at once, a multiple of 6. */
  pixelsPerBlock: i32;
  /** Every thread's own memory, and the bytes from one thread's to the next's. */
  scratch: usize;
  scratchStride: i32;
  /** Where in a thread's memory its pieces begin: a pixel of zeros, the table, and the columns. */
  blankAt: i32;
  tableAt: i32;
  columnsAt: i32;
  /** 1: sums in double precision. */
  exact: i32;
}

/** A thread's own memory. */
@inline
export function scratchOf(job: DeformJob, thread: i32): usize {
  return job.scratch + <usize>thread * <usize>job.scratchStride;
}

@inline
export function tapsOf(job: DeformJob): i32 {
  return job.kernelHeight * job.kernelWidth;
}

/** Floats of a pixel of the sampling. */
@inline
export function samplingFloats(job: DeformJob): i32 {
  return 3 * job.groups * tapsOf(job);
}

/** The sampling of a sample's output pixels from `first` on. */
@inline
export function samplingOf(job: DeformJob, sample: i32, first: i32): usize {
  const pixel = <usize>sample * <usize>job.outPixels + <usize>first;
  return job.sampling + ((pixel * <usize>samplingFloats(job)) << 2);
}

/**
 * Fills the table for the output pixels `first` to `first + count - 1` of a sample.
 *
 * @param sampling of these pixels. @param picture the sample's picture at the first channel of the first of the groups.
 * @param pixelFloats from one pixel of that picture to the next.
 */
export function locateBlock(
  job: DeformJob,
  sampling: usize,
  first: i32,
  count: i32,
  firstGroup: i32,
  groupCount: i32,
  picture: usize,
  pixelFloats: i32,
  scratch: usize,
): void {
  locate(
    sampling,
    scratch + job.tableAt,
    picture,
    scratch + job.blankAt,
    first,
    count,
    job.outWidth,
    job.height,
    job.width,
    pixelFloats,
    job.channels / job.groups,
    job.groups,
    firstGroup,
    groupCount,
    job.kernelHeight,
    job.kernelWidth,
    job.stride,
    job.padding,
    job.dilation,
  );
}

/** The picture of a sample. */
@inline
export function pictureOf(job: DeformJob, sample: i32): usize {
  return job.x + ((<usize>sample * <usize>job.height * <usize>job.width * <usize>job.channels) << 2);
}
