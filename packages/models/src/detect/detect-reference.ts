import type {
  CorrespondenceConfig,
  MRAPARestorationNetConfig,
  RestorationNetConfig,
  SRVGGNetCompactConfig,
} from '../configs';
import type { FusionForm } from '../reference/fusion-form';
import { compactConfig } from './detect-generator';
import { convShape, type Shapes, unknownNetwork, widthsAt } from './shapes';

/** A network of reference-based super-resolution, recognised from its names and shapes alone. */
export type ReferenceArchitecture =
  | { readonly name: 'RestorationNet'; readonly config: Required<RestorationNetConfig> }
  | { readonly name: 'MRAPARestorationNet'; readonly config: Required<MRAPARestorationNetConfig> }
  | { readonly name: 'CorrespondenceGenerationArch'; readonly config: Required<CorrespondenceConfig> };

interface ReferenceLayout {
  /** An entry that only this network has. */
  readonly key: string;
  readonly describe: (shapes: Shapes) => ReferenceArchitecture;
}

const BASE = 'base.';
const RESTORE = 'dyn_agg_restore.';
/** Offsets and masks of one deformable group: three for each of nine taps. */
const OFFSET_CHANNELS = 27;
const MASKS = `${RESTORE}small_dyn_agg.conv_offset_mask.weight`;

const restorationConfig = (shapes: Shapes, learnedOffsets = true): Required<RestorationNetConfig> => {
  let nBlocks = 0;
  while (shapes.has(`content_extractor.body.${nBlocks}.conv1.weight`)) nBlocks++;
  const [ngf] = convShape(shapes, 'content_extractor.conv_first.weight');
  // Groups are of channels that share learned offsets.
  if (!learnedOffsets) return { ngf, nBlocks, groups: 1 };
  const [channels] = convShape(shapes, MASKS);
  if (channels % OFFSET_CHANNELS !== 0) {
    throw unknownNetwork(
      shapes,
      `'${MASKS}' has ${channels} outputs, expected a multiple of ${OFFSET_CHANNELS}, as many for each deformable group.`,
    );
  }
  return { ngf, nBlocks, groups: channels / OFFSET_CHANNELS };
};

/** The compact network under `base.`; null where there is none. */
const baseOf = (shapes: Shapes): Required<SRVGGNetCompactConfig> | null => {
  const own = [...shapes].filter(([name]) => name.startsWith(BASE));
  if (own.length === 0) return null;
  return compactConfig(new Map(own.map(([name, shape]) => [name.slice(BASE.length), shape])));
};

const fused =
  (fusion: FusionForm) =>
  (shapes: Shapes): ReferenceArchitecture => ({
    name: 'MRAPARestorationNet',
    config: {
      ...restorationConfig(shapes, shapes.has(MASKS)),
      fusion,
      base: baseOf(shapes),
      refWidths: widthsAt(
        shapes,
        ['large', 'medium', 'small'].map((name) => `${RESTORE}${name}_dyn_agg.weight`),
      ),
      // What an ablation leaves out has no parameters.
      mam: shapes.has(`${RESTORE}head_small.${fusion === 'paper' ? 'conv_q' : 'conv_emb1.0'}.weight`),
      safm: shapes.has(`${RESTORE}head_small.${fusion === 'paper' ? 'f1.0' : 'spatial_attn'}.weight`),
      learnedOffsets: shapes.has(MASKS),
    },
  });

/** The layouts, in the order in which they are tried: the paper's form of the fusion also has C2-Matching's head. */
const LAYOUTS: readonly ReferenceLayout[] = [
  { key: `${RESTORE}head_small.conv_ass.weight`, describe: fused('official') },
  { key: `${RESTORE}head_small.conv_v.weight`, describe: fused('paper') },
  {
    key: `${RESTORE}head_small.0.weight`,
    describe: (shapes) => ({ name: 'RestorationNet', config: restorationConfig(shapes) }),
  },
  {
    key: 'vgg.vgg_net.conv1_1.weight',
    // By whose width indices are taken apart leaves no trace in a state_dict.
    describe: (shapes) => ({
      name: 'CorrespondenceGenerationArch',
      config: {
        decode: 'reference',
        refined: shapes.has('refined'),
        widths: widthsAt(
          shapes,
          [1, 2, 3].map((block) => `vgg.vgg_net.conv${block}_1.weight`),
        ),
      },
    }),
  },
];

/**
 * The network of C2-Matching or MRefSR of a state_dict, with its widths and depths; undefined when it is none. Throws
 * `CheckpointError` for a damaged one.
 */
export const detectReference = (shapes: Shapes): ReferenceArchitecture | undefined =>
  LAYOUTS.find(({ key }) => shapes.has(key))?.describe(shapes);
