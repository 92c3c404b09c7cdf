import { CheckpointError } from '@srkit/core';

/** Names and official shapes: a state_dict, or the listing of a checkpoint that was not read yet. */
export type Shapes = ReadonlyMap<string, { readonly shape: readonly number[] }>;

const NAMES_IN_ERROR = 6;

const KNOWN =
  'RRDBNet (ESRGAN, Real-ESRGAN), SRVGGNetCompact (realesr-animevideov3, realesr-general-x4v3); the discriminators UNetDiscriminatorSN, VGGStyleDiscriminator and ImageDiscriminator; RestorationNet (C2-Matching), MRAPARestorationNet (MRefSR), CorrespondenceGenerationArch and their contrastive extractors; VGG16 and VGG19';

/** The error for a state_dict that is no known network; says what was found. */
export const unknownNetwork = (shapes: Shapes, why: string): CheckpointError => {
  const names = [...shapes.keys()];
  const shown = names.slice(0, NAMES_IN_ERROR).join(', ') || 'no tensors at all';
  return new CheckpointError(
    'E_CHECKPOINT_ARCHITECTURE',
    `${why}\n  The file holds ${names.length} tensors: ${shown}${names.length > NAMES_IN_ERROR ? ', ...' : ''}\n  Known networks: ${KNOWN}.`,
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
