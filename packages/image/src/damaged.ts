import { ImageError } from '@srkit/core';

/** The error for a file that starts like a picture and does not go on like one. */
export const damaged = (label: string, what: string, cause?: unknown): ImageError =>
  new ImageError(
    'E_IMAGE_DAMAGED',
    `${label} is damaged or cut short: ${what}. Fetch or export the picture again.`,
    { cause },
  );
