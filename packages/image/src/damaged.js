import { ImageError } from '@srkit/core';
/** The error for a file that starts like a picture and does not go on like one. */
export const damaged = (label, what, cause) => new ImageError('E_IMAGE_DAMAGED', `${label} is damaged or cut short: ${what}. Fetch or export the picture again.`, { cause });
/** The error for a picture whose pixels can be read in part. */
export const partlyDamaged = (label, what, cause) => new ImageError('E_IMAGE_DAMAGED', `${label} is damaged or cut short: ${what}. Fetch or export the picture again, or read what there is with { tolerant: true } (--tolerant).`, { cause });
/** The note in place of that error. */
export const damageNote = (what) => `damaged, and read as far as it goes: ${what}`;
