import { toImageInfo } from '../headers/picture-header';
import { openPicture } from './open-picture';
/**
 * Reads what a picture's header says, without decoding pixels.
 *
 * @throws ImageError when the source cannot be read, is not a picture, or its header is damaged.
 */
export const probeImage = async (source) => toImageInfo((await openPicture(source)).header);
