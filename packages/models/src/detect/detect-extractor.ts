import type { ContrasExtractorConfig, VGGFeatureExtractorConfig } from '../configs';
import { VGG_WIDTHS, type VggType, vggLayers } from '../vgg/vgg-layers';
import { type Shapes, widthsAt } from './shapes';

/** A network that gives features of pictures, recognised from its names and shapes alone. */
export type ExtractorArchitecture =
  | { readonly name: 'ContrasExtractorLayer'; readonly config: Required<ContrasExtractorConfig> }
  | { readonly name: 'ContrasExtractorSep'; readonly config: Required<ContrasExtractorConfig> }
  /** Never detected but asked for, because its state_dict is that of `ContrasExtractorSep`. */
  | { readonly name: 'ContrasMultiExtractorSep'; readonly config: Required<ContrasExtractorConfig> }
  | { readonly name: 'VGGFeatureExtractor'; readonly config: Required<VGGFeatureExtractorConfig> };

/** How VGG's convolutions are named: torchvision's files by index, the papers' by layer. */
const NAMINGS = [
  { names: 'torchvision', prefix: 'features' },
  { names: 'conv', prefix: 'vgg_net' },
] as const;

/** Names of the leading convolutions of `vggType` that are there with their shapes. */
const convsPresent = (
  shapes: Shapes,
  vggType: VggType,
  { names, prefix }: (typeof NAMINGS)[number],
): string[] => {
  const present: string[] = [];
  for (const layer of vggLayers(vggType)) {
    if (layer.kind !== 'conv') continue;
    const { shape } = shapes.get(`${prefix}.${names === 'conv' ? layer.name : layer.index}.weight`) ?? {};
    if (shape?.join() !== [layer.outChannels, layer.inChannels, 3, 3].join()) break;
    present.push(layer.name);
  }
  return present;
};

const detectVgg = (shapes: Shapes): ExtractorArchitecture | undefined => {
  for (const naming of NAMINGS) {
    // Of a file cut before conv3_4 either network is right: they are the same up to there.
    const found = (['vgg19', 'vgg16'] as const)
      .map((vggType) => ({ vggType, convs: convsPresent(shapes, vggType, naming) }))
      .reduce((best, other) => (other.convs.length > best.convs.length ? other : best));
    const deepest = found.convs.at(-1);
    // One matching convolution is no sign of VGG: many networks begin with 64 filters on RGB.
    if (!deepest || found.convs.length < 2) continue;
    return {
      name: 'VGGFeatureExtractor',
      config: {
        layers: [deepest],
        vggType: found.vggType,
        useInputNorm: naming.names === 'torchvision' || shapes.has('mean'),
        rangeNorm: false,
        widths: VGG_WIDTHS,
        trainable: false,
        ...naming,
      },
    };
  }
  return undefined;
};

/** The feature extractor of a state_dict; undefined when it is none. */
export const detectExtractor = (shapes: Shapes): ExtractorArchitecture | undefined => {
  for (const [name, prefix] of [
    ['ContrasExtractorSep', 'feature_extraction_image1.'],
    ['ContrasExtractorLayer', ''],
  ] as const) {
    const convs = [1, 2, 3].map((block) => `${prefix}model.conv${block}_1.weight`);
    if (shapes.has(convs[0] as string)) return { name, config: { widths: widthsAt(shapes, convs) } };
  }
  return detectVgg(shapes);
};
