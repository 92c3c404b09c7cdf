import { ImageError } from '@srkit/core';
import { expect } from 'vitest';
/** Code and message of the `ImageError` that the work has to end with. */
export const imageError = async (work) => {
    const error = await work.then(() => new Error('it worked'), (reason) => reason);
    expect(error).toBeInstanceOf(ImageError);
    return String(error);
};
