import { ImageDiscriminator } from './discriminators/image-discriminator';
import { UNetDiscriminatorSN } from './discriminators/unet-discriminator-sn';
import { VGGStyleDiscriminator } from './discriminators/vgg-style-discriminator';
import { RRDBNet } from './networks/rrdbnet';
import { SRVGGNetCompact } from './networks/srvgg-net-compact';
import { ContrasExtractorLayer, ContrasExtractorSep, ContrasMultiExtractorSep, } from './reference/contras-extractor';
import { CorrespondenceGenerationArch } from './reference/correspondence-generation-arch';
import { MRAPARestorationNet } from './reference/mrapa-restoration-net';
import { RestorationNet } from './reference/restoration-net';
import { VGGFeatureExtractor } from './vgg/vgg-feature-extractor';
const CREATE = {
    RRDBNet: (config, options) => new RRDBNet(config, options),
    SRVGGNetCompact: (config, options) => new SRVGGNetCompact(config, options),
    UNetDiscriminatorSN: (config, options) => new UNetDiscriminatorSN(config, options),
    VGGStyleDiscriminator: (config, options) => new VGGStyleDiscriminator(config, options),
    ImageDiscriminator: (config, options) => new ImageDiscriminator(config, options),
    RestorationNet: (config, options) => new RestorationNet(config, options),
    MRAPARestorationNet: (config, options) => new MRAPARestorationNet(config, options),
    CorrespondenceGenerationArch: (config, options) => new CorrespondenceGenerationArch(config, options),
    ContrasExtractorLayer: (_config, options) => new ContrasExtractorLayer(options),
    ContrasExtractorSep: (_config, options) => new ContrasExtractorSep(options),
    ContrasMultiExtractorSep: (_config, options) => new ContrasMultiExtractorSep(options),
    VGGFeatureExtractor: (config, options) => new VGGFeatureExtractor(config, options),
};
/** Names that `loadNetwork` takes. */
export const NETWORK_NAMES = Object.keys(CREATE);
/**
 * Builds the network that `detectArchitecture` recognised; its parameters are not loaded yet.
 *
 * @throws ConfigError for a configuration that makes no network.
 */
export const createNetwork = (architecture, options) => {
    const create = CREATE[architecture.name];
    return create(architecture.config, options);
};
