// Prints what a picture file holds.
import { decodeImage } from '@srkit/image';
import { describe } from './picture.cjs';

console.log(describe(await decodeImage(process.argv[2])));
