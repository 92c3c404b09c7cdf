/** Blocks of the network that was measured; with fewer less is missed. */
const BLOCKS = 23;
/**
 * Tiles of `RealESRGAN_x4plus` against the picture in one piece, the worse of two photos; the README's table, which
 * `npm run bench -- tiles` measures. Widest halo first.
 */
const MEASURED = [
  { halo: 64, largest: 5, mean: 0.05 },
  { halo: 32, largest: 39, mean: 0.4 },
  { halo: 16, largest: 68, mean: 1.24 },
  { halo: 10, largest: 133, mean: 2.05 },
];
/** What a narrow halo did to photos with a network like this one; undefined where that was not measured. */
export const foreseenError = ({ architecture }, halo) => {
  if (architecture.name !== 'RRDBNet' || architecture.config.numBlock !== BLOCKS) return undefined;
  const found = MEASURED.find((measured) => halo >= measured.halo);
  return found && { largest: found.largest, mean: found.mean };
};
