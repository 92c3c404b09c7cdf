import { DISCRIMINATORS } from './detect-discriminator';
import { recognise } from './recognise';
/** True for a network that enlarges a picture by itself, as `loadModel` gives it. */
export const isGenerator = (architecture) => architecture.name === 'RRDBNet' || architecture.name === 'SRVGGNetCompact';
/** True for a network that judges pictures and cannot upscale them. */
export const isDiscriminator = (architecture) => DISCRIMINATORS.has(architecture.name);
/**
 * Recognises the network of a state_dict, its scale, widths and depths, from names and shapes alone:
 *
 * - RRDBNet at x1 to x8 in its three historical key layouts, and SRVGGNetCompact; of both the whole set of names is compared,
 *   and where a converter has replaced the names (ncnn, ONNX) the order of the shapes tells them
 * - the discriminators UNetDiscriminatorSN (the released `_netD` files), VGGStyleDiscriminator and ImageDiscriminator
 * - of C2-Matching and MRefSR RestorationNet, MRAPARestorationNet in either form, CorrespondenceGenerationArch,
 *   ContrasExtractorSep (also that of several references, whose state is the same) and ContrasExtractorLayer
 * - VGG16 and VGG19 in torchvision's names or the papers'; `layers` is then the deepest convolution there is
 *
 * A prefix that all names share is taken off.
 *
 * What leaves no trace has its default: SRVGG's activation, the U-Net's skips, `decode`, what VGG is asked for.
 *
 * @throws CheckpointError `E_CHECKPOINT_ARCHITECTURE` naming what was found, when it is none of them; networks
 *   that srkit does not run are named where their names tell them.
 */
export const detectArchitecture = (shapes) => recognise(shapes).architecture;
