import { ImageError } from '@srkit/core';

/** The error for a file that starts like a picture and does not go on like one. */
export const damaged = (label: string, what: string, cause?: unknown): ImageError =>
  new ImageError(
    'E_IMAGE_DAMAGED',
    `${label} is damaged or cut short: ${what}. Fetch or export the picture again.`,
    { cause },
  );

/** The error for a picture whose pixels can be read in part, which is offered where it can be asked for. */
export const partlyDamaged = (label: string, what: string, offer: boolean, cause?: unknown): ImageError =>
  offer
    ? new ImageError(
        'E_IMAGE_DAMAGED',
        `${label} is damaged or cut short: ${what}. Fetch or export the picture again, or read what there is with { tolerant: true } (--tolerant).`,
        { cause },
      )
    : damaged(label, what, cause);

/** The note in place of that error. */
export const damageNote = (what: string): string => `damaged, and read as far as it goes: ${what}`;
