import { CheckpointError } from '@srkit/core';
import type { Widths } from '../configs';

/** Names and official shapes: a state_dict, or the listing of a checkpoint that was not read yet. */
export type Shapes = ReadonlyMap<string, { readonly shape: readonly number[] }>;

const NAMES_IN_ERROR = 6;
const NAME_CHARACTERS = 80;

/** A name from a file, fit for a message. */
export const shown = (name: string): string => {
  const printable = name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
  return printable.length > NAME_CHARACTERS ? `${printable.slice(0, NAME_CHARACTERS)}...` : printable;
};

/** The networks that enlarge pictures, for messages. */
export const GENERATORS =
  'RRDBNet (ESRGAN, Real-ESRGAN, BSRGAN), SRVGGNetCompact (realesr-animevideov3, realesr-general-x4v3), SPAN, RLFN, EFDN, SAFMN, CARN and CARN-M, EDSR';

const OTHERS =
  'the discriminators UNetDiscriminatorSN, VGGStyleDiscriminator and ImageDiscriminator; RestorationNet (C2-Matching), MRAPARestorationNet (MRefSR), CorrespondenceGenerationArch and their contrastive extractors; VGG16 and VGG19';

/** What somebody wants of a file: a network that enlarges, or any. */
export type Purpose = 'upscale' | 'any';

/** The error for a state_dict that is no known network; says what was found. */
export const unknownNetwork = (shapes: Shapes, why: string, purpose: Purpose = 'any'): CheckpointError => {
  const names = [...shapes.keys()];
  const first = names.slice(0, NAMES_IN_ERROR).map(shown).join(', ') || 'no tensors at all';
  const more = names.length > NAMES_IN_ERROR ? ', ...' : '';
  const known =
    purpose === 'upscale'
      ? `Networks that upscale: ${GENERATORS}`
      : `Known networks: ${GENERATORS}; ${OTHERS}`;
  return new CheckpointError(
    'E_CHECKPOINT_ARCHITECTURE',
    `${why}\n  The file holds ${names.length} tensors: ${first}${more}\n  ${known}.`,
  );
};

/** `[out, in, kh, kw]` of the convolution weight `name`. */
export const convShape = (shapes: Shapes, name: string): readonly [number, number, number, number] => {
  const shape = shapes.get(name)?.shape;
  if (!shape) throw unknownNetwork(shapes, `'${name}' is missing.`);
  if (shape.length !== 4) {
    throw unknownNetwork(
      shapes,
      `'${name}' is ${shape.join('x') || 'a scalar'}, expected a convolution's 4 dimensions.`,
    );
  }
  return shape as readonly [number, number, number, number];
};

/** Channels that three convolutions give. */
export const widthsAt = (shapes: Shapes, names: readonly string[]): Widths =>
  names.map((name) => convShape(shapes, name)[0]) as unknown as Widths;
