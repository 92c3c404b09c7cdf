import type { ModuleOptions } from '@srkit/nn';
import type { Architecture } from './detect/detect-architecture';
import { ImageDiscriminator } from './discriminators/image-discriminator';
import { UNetDiscriminatorSN } from './discriminators/unet-discriminator-sn';
import { VGGStyleDiscriminator } from './discriminators/vgg-style-discriminator';
import { CARN } from './networks/carn';
import { EDSR } from './networks/edsr';
import { EFDN } from './networks/efdn';
import { RLFN } from './networks/rlfn';
import { RRDBNet } from './networks/rrdbnet';
import { SAFMN } from './networks/safmn';
import { SPAN } from './networks/span';
import { SRVGGNetCompact } from './networks/srvgg-net-compact';
import {
  ContrasExtractorLayer,
  ContrasExtractorSep,
  ContrasMultiExtractorSep,
} from './reference/contras-extractor';
import { CorrespondenceGenerationArch } from './reference/correspondence-generation-arch';
import { MRAPARestorationNet } from './reference/mrapa-restoration-net';
import { RestorationNet } from './reference/restoration-net';
import { VGGFeatureExtractor } from './vgg/vgg-feature-extractor';

/** The class of every network that has a name. */
export interface Networks {
  readonly RRDBNet: RRDBNet;
  readonly SRVGGNetCompact: SRVGGNetCompact;
  readonly SPAN: SPAN;
  readonly RLFN: RLFN;
  readonly EFDN: EFDN;
  readonly SAFMN: SAFMN;
  readonly CARN: CARN;
  readonly EDSR: EDSR;
  readonly UNetDiscriminatorSN: UNetDiscriminatorSN;
  readonly VGGStyleDiscriminator: VGGStyleDiscriminator;
  readonly ImageDiscriminator: ImageDiscriminator;
  readonly RestorationNet: RestorationNet;
  readonly MRAPARestorationNet: MRAPARestorationNet;
  readonly CorrespondenceGenerationArch: CorrespondenceGenerationArch;
  readonly ContrasExtractorLayer: ContrasExtractorLayer;
  readonly ContrasExtractorSep: ContrasExtractorSep;
  readonly ContrasMultiExtractorSep: ContrasMultiExtractorSep;
  readonly VGGFeatureExtractor: VGGFeatureExtractor;
}

/** Networks that `detectArchitecture` and `loadNetwork` know. */
export type NetworkName = keyof Networks;

/** What is known of the network `Name`: its configuration, and for RRDBNet the layout of its names. */
export type ArchitectureOf<Name extends NetworkName> = Extract<Architecture, { readonly name: Name }>;

type Create<Name extends NetworkName> = (
  config: ArchitectureOf<Name>['config'],
  options: ModuleOptions | undefined,
) => Networks[Name];

const CREATE: { readonly [Name in NetworkName]: Create<Name> } = {
  RRDBNet: (config, options) => new RRDBNet(config, options),
  SRVGGNetCompact: (config, options) => new SRVGGNetCompact(config, options),
  SPAN: (config, options) => new SPAN(config, options),
  RLFN: (config, options) => new RLFN(config, options),
  EFDN: (config, options) => new EFDN(config, options),
  SAFMN: (config, options) => new SAFMN(config, options),
  CARN: (config, options) => new CARN(config, options),
  EDSR: (config, options) => new EDSR(config, options),
  UNetDiscriminatorSN: (config, options) => new UNetDiscriminatorSN(config, options),
  VGGStyleDiscriminator: (config, options) => new VGGStyleDiscriminator(config, options),
  ImageDiscriminator: (config, options) => new ImageDiscriminator(config, options),
  RestorationNet: (config, options) => new RestorationNet(config, options),
  MRAPARestorationNet: (config, options) => new MRAPARestorationNet(config, options),
  CorrespondenceGenerationArch: (config, options) => new CorrespondenceGenerationArch(config, options),
  ContrasExtractorLayer: (config, options) => new ContrasExtractorLayer(config, options),
  ContrasExtractorSep: (config, options) => new ContrasExtractorSep(config, options),
  ContrasMultiExtractorSep: (config, options) => new ContrasMultiExtractorSep(config, options),
  VGGFeatureExtractor: (config, options) => new VGGFeatureExtractor(config, options),
};

/** Names that `loadNetwork` takes. */
export const NETWORK_NAMES = Object.keys(CREATE) as readonly NetworkName[];

/**
 * Builds the network that `detectArchitecture` recognised; its parameters are not loaded yet.
 *
 * @throws ConfigError for a configuration that makes no network.
 */
export const createNetwork = <A extends Architecture>(
  architecture: A,
  options?: ModuleOptions,
): Networks[A['name']] => {
  const create = CREATE[architecture.name] as Create<A['name']>;
  return create(architecture.config as ArchitectureOf<A['name']>['config'], options);
};
