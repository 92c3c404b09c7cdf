import { DISCRIMINATORS, type DiscriminatorArchitecture } from './detect-discriminator';
import type { GeneratorArchitecture } from './detect-generator';
import { type Architecture, recognise } from './recognise';
import type { Shapes } from './shapes';

export type { Architecture, GeneratorArchitecture };

/** By the compiler's word. */
const NAMES: Readonly<Record<GeneratorArchitecture['name'], true>> = {
  RRDBNet: true,
  SRVGGNetCompact: true,
  SPAN: true,
  RLFN: true,
  EFDN: true,
  SAFMN: true,
  CARN: true,
  EDSR: true,
};

const GENERATOR_NAMES: ReadonlySet<string> = new Set(Object.keys(NAMES));

/** True for a network that enlarges a picture by itself, as `loadModel` gives it. */
export const isGenerator = (architecture: Architecture): architecture is GeneratorArchitecture =>
  GENERATOR_NAMES.has(architecture.name);

/** By how much a network enlarges, which each paper calls by a name of its own. */
export const scaleOf = ({ config }: GeneratorArchitecture): number =>
  'scale' in config ? config.scale : config.upscale;

/** True for a network that judges pictures and cannot upscale them. */
export const isDiscriminator = (architecture: Architecture): architecture is DiscriminatorArchitecture =>
  DISCRIMINATORS.has(architecture.name);

/**
 * Recognises the network of a state_dict, its scale, widths and depths, from names and shapes alone:
 *
 * - RRDBNet at x1 to x8 in its three historical key layouts, and SRVGGNetCompact; of both the whole set of names is compared,
 *   and where a converter has replaced the names (ncnn, ONNX) the order of the shapes tells them
 * - SPAN (folded or not), RLFN, EFDN, SAFMN in the paper's form and NTIRE's, CARN and CARN-M, EDSR in its authors' names and
 *   BasicSR's
 * - the discriminators UNetDiscriminatorSN (the released `_netD` files), VGGStyleDiscriminator and ImageDiscriminator
 * - of C2-Matching and MRefSR RestorationNet, MRAPARestorationNet in either form, CorrespondenceGenerationArch,
 *   ContrasExtractorSep (also that of several references, whose state is the same) and ContrasExtractorLayer
 * - VGG16 and VGG19 in torchvision's names or the papers'; `layers` is then the deepest convolution there is
 *
 * A prefix that all names share is taken off.
 *
 * What leaves no trace has its default: SRVGG's activation, RLFN's range of samples, what EDSR's residuals are multiplied by, the U-Net's skips, `decode`, what VGG is asked for.
 *
 * @throws CheckpointError `E_CHECKPOINT_ARCHITECTURE` naming what was found, when it is none of them; networks
 *   that srkit does not run are named where their names tell them.
 */
export const detectArchitecture = (shapes: Shapes): Architecture => recognise(shapes).architecture;
