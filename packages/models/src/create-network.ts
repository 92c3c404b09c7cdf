import type { Architecture, GeneratorArchitecture } from './detect/detect-architecture';
import type { DiscriminatorArchitecture } from './detect/detect-discriminator';
import type { Discriminator } from './discriminators/discriminator';
import { ImageDiscriminator } from './discriminators/image-discriminator';
import { UNetDiscriminatorSN } from './discriminators/unet-discriminator-sn';
import { VGGStyleDiscriminator } from './discriminators/vgg-style-discriminator';
import type { ModuleOptions } from './module/module';
import { RRDBNet } from './networks/rrdbnet';
import { SRVGGNetCompact } from './networks/srvgg-net-compact';
import type { SuperResolutionNetwork } from './networks/super-resolution-network';

/** Builds the network that `detectArchitecture` recognised; its parameters are not loaded yet. */
export function createNetwork(
  architecture: GeneratorArchitecture,
  options?: ModuleOptions,
): SuperResolutionNetwork;
export function createNetwork(
  architecture: DiscriminatorArchitecture,
  options?: ModuleOptions,
): Discriminator;
export function createNetwork(
  architecture: Architecture,
  options?: ModuleOptions,
): SuperResolutionNetwork | Discriminator;
export function createNetwork(
  architecture: Architecture,
  options?: ModuleOptions,
): SuperResolutionNetwork | Discriminator {
  switch (architecture.name) {
    case 'RRDBNet':
      return new RRDBNet(architecture.config, options);
    case 'SRVGGNetCompact':
      return new SRVGGNetCompact(architecture.config, options);
    case 'UNetDiscriminatorSN':
      return new UNetDiscriminatorSN(architecture.config, options);
    case 'VGGStyleDiscriminator':
      return new VGGStyleDiscriminator(architecture.config, options);
    case 'ImageDiscriminator':
      return new ImageDiscriminator(architecture.config, options);
  }
}
