import { CheckpointError } from '@srkit/core';
import type { Shapes } from '../detect/shapes';
import type { FusionForm } from './fusion-form';
import type { MRAPARestorationNetConfig } from './mrapa-restoration-net';
import type { RestorationNetConfig } from './restoration-net';

/** What a state_dict of reference-based super-resolution holds. */
export type ReferenceArchitecture =
  | { readonly name: 'RestorationNet'; readonly config: Required<RestorationNetConfig> }
  | { readonly name: 'MRAPARestorationNet'; readonly config: Required<MRAPARestorationNetConfig> }
  | { readonly name: 'ContrasExtractorSep' }
  | { readonly name: 'CorrespondenceGenerationArch' };

interface ReferenceLayout {
  /** An entry that only this network has. */
  readonly key: string;
  readonly describe: (shapes: Shapes) => ReferenceArchitecture;
}

const RESTORE = 'dyn_agg_restore.';
/** Offsets and masks of one deformable group: three for each of nine taps. */
const OFFSET_CHANNELS = 27;

const firstAxis = (shapes: Shapes, name: string): number => {
  const axis = shapes.get(name)?.shape[0];
  if (axis !== undefined) return axis;
  throw new CheckpointError(
    'E_CHECKPOINT_ARCHITECTURE',
    `This looks like a network of C2-Matching or MRefSR, but '${name}' is missing. The file is cut short, or of another version.`,
  );
};

const restorationConfig = (shapes: Shapes): Required<RestorationNetConfig> => {
  let nBlocks = 0;
  while (shapes.has(`content_extractor.body.${nBlocks}.conv1.weight`)) nBlocks++;
  return {
    ngf: firstAxis(shapes, 'content_extractor.conv_first.weight'),
    nBlocks,
    groups: firstAxis(shapes, `${RESTORE}small_dyn_agg.conv_offset_mask.weight`) / OFFSET_CHANNELS,
  };
};

const fused =
  (fusion: FusionForm) =>
  (shapes: Shapes): ReferenceArchitecture => ({
    name: 'MRAPARestorationNet',
    config: { ...restorationConfig(shapes), fusion },
  });

/** The layouts, in the order in which they are tried: the paper's form of the fusion also has C2-Matching's head. */
export const REFERENCE_LAYOUTS: readonly ReferenceLayout[] = [
  { key: `${RESTORE}head_small.conv_emb1.0.weight`, describe: fused('official') },
  { key: `${RESTORE}head_small.conv_q.weight`, describe: fused('paper') },
  {
    key: `${RESTORE}head_small.0.weight`,
    describe: (shapes) => ({ name: 'RestorationNet', config: restorationConfig(shapes) }),
  },
  {
    key: 'feature_extraction_image1.model.conv1_1.weight',
    describe: () => ({ name: 'ContrasExtractorSep' }),
  },
  { key: 'vgg.vgg_net.conv1_1.weight', describe: () => ({ name: 'CorrespondenceGenerationArch' }) },
];

/**
 * Recognises a network of C2-Matching or MRefSR, with its widths and depths, from names and shapes alone; undefined
 * for anything else.
 *
 * @throws CheckpointError `E_CHECKPOINT_ARCHITECTURE` for one of them that lacks an entry the configuration is read from.
 */
export const detectReferenceArchitecture = (shapes: Shapes): ReferenceArchitecture | undefined =>
  REFERENCE_LAYOUTS.find(({ key }) => shapes.has(key))?.describe(shapes);
