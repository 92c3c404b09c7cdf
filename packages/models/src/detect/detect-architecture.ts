import { MAX_COUNT } from '@srkit/nn';
import type { RRDBNetConfig, SRVGGNetCompactConfig } from '../configs';
import { DISCRIMINATORS, type DiscriminatorArchitecture, detectDiscriminator } from './detect-discriminator';
import { detectExtractor, type ExtractorArchitecture } from './detect-extractor';
import { detectReference, type ReferenceArchitecture } from './detect-reference';
import { type EsrganLayout, esrganLayout, toOfficialName } from './esrgan-layouts';
import { convShape, type Shapes, unknownNetwork } from './shapes';

/** A super-resolution network, recognised from its names and shapes alone. */
export type GeneratorArchitecture =
  | { readonly name: 'RRDBNet'; readonly config: Required<RRDBNetConfig>; readonly layout: EsrganLayout }
  | { readonly name: 'SRVGGNetCompact'; readonly config: Required<SRVGGNetCompactConfig> };

/** What a state_dict holds. */
export type Architecture =
  | GeneratorArchitecture
  | DiscriminatorArchitecture
  | ReferenceArchitecture
  | ExtractorArchitecture;

/** True for a network that enlarges a picture by itself, as `loadModel` gives it. */
export const isGenerator = (architecture: Architecture): architecture is GeneratorArchitecture =>
  architecture.name === 'RRDBNet' || architecture.name === 'SRVGGNetCompact';

/** True for a network that judges pictures and cannot upscale them. */
export const isDiscriminator = (architecture: Architecture): architecture is DiscriminatorArchitecture =>
  DISCRIMINATORS.has(architecture.name);

/** Numbers found at the wildcard of `pattern`, as a count of consecutive indices from 0. */
const consecutive = (shapes: Shapes, pattern: RegExp): number => {
  const found = new Set<number>();
  for (const name of shapes.keys()) {
    const match = pattern.exec(name);
    if (match) found.add(Number(match[1]));
  }
  let count = 0;
  while (found.has(count)) count++;
  return count;
};

const detectRRDBNet = (given: Shapes, layout: EsrganLayout): GeneratorArchitecture => {
  const shapes: Shapes = new Map([...given].map(([name, info]) => [toOfficialName(name, layout), info]));
  const [numFeat, input] = convShape(shapes, 'conv_first.weight');
  const [numOutCh] = convShape(shapes, 'conv_last.weight');
  const [numGrowCh] = convShape(shapes, 'body.0.rdb1.conv1.weight');
  // The pixel-unshuffled forms have 4 or 16 times the picture's channels; pictures have as many in as out.
  const scale = input === 4 * numOutCh ? 2 : input === 16 * numOutCh ? 1 : 4;
  const numInCh = scale === 2 ? input / 4 : scale === 1 ? input / 16 : input;
  const numBlock = consecutive(shapes, /^body\.(\d+)\.rdb1\.conv1\.weight$/);
  return { name: 'RRDBNet', config: { numInCh, numOutCh, scale, numFeat, numBlock, numGrowCh }, layout };
};

const detectSRVGG = (shapes: Shapes): GeneratorArchitecture => {
  const [numFeat, numInCh] = convShape(shapes, 'body.0.weight');
  let last = 0;
  for (const name of shapes.keys()) {
    const index = Number(/^body\.(\d+)\.weight$/.exec(name)?.[1] ?? 0);
    if (index <= 2 * MAX_COUNT && index > last) last = index;
  }
  const [lastChannels] = convShape(shapes, `body.${last}.weight`);
  const upscale = Math.sqrt(lastChannels / numInCh);
  if (last < 2 || last % 2 !== 0 || !Number.isInteger(upscale) || upscale < 1) {
    throw unknownNetwork(
      shapes,
      `This looks like SRVGGNetCompact, but its last convolution 'body.${last}' has ${lastChannels} outputs for ${numInCh} picture channels; expected channels x scale x scale.`,
    );
  }
  // ReLU and leaky ReLU leave no trace in a state_dict; ReLU is the option's other common value.
  const actType = shapes.get('body.1.weight')?.shape.length === 1 ? 'prelu' : 'relu';
  const numConv = (last - 2) / 2;
  return {
    name: 'SRVGGNetCompact',
    config: { numInCh, numOutCh: numInCh, numFeat, numConv, upscale, actType },
  };
};

/**
 * Recognises the network of a state_dict, its scale, widths and depths, from names and shapes alone:
 *
 * - RRDBNet in its three historical key layouts, and SRVGGNetCompact
 * - the discriminators UNetDiscriminatorSN (the released `_netD` files), VGGStyleDiscriminator and ImageDiscriminator
 * - of C2-Matching and MRefSR RestorationNet, MRAPARestorationNet in either form, CorrespondenceGenerationArch,
 *   ContrasExtractorSep (also that of several references, whose state is the same) and ContrasExtractorLayer
 * - VGG16 and VGG19 in torchvision's names or the papers'; `layers` is then the deepest convolution there is
 *
 * What leaves no trace has its default: SRVGG's activation, the U-Net's skips, `decode`, what VGG is asked for.
 *
 * @throws CheckpointError `E_CHECKPOINT_ARCHITECTURE` naming what was found, when it is none of them.
 */
export const detectArchitecture = (shapes: Shapes): Architecture => {
  const layout = esrganLayout(new Set(shapes.keys()));
  if (layout) return detectRRDBNet(shapes, layout);
  if (shapes.get('body.0.weight')?.shape.length === 4) return detectSRVGG(shapes);
  const found = detectDiscriminator(shapes) ?? detectReference(shapes) ?? detectExtractor(shapes);
  if (found) return found;
  throw unknownNetwork(shapes, 'The network of this state_dict is not known.');
};
