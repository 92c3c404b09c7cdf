import type { Architecture } from './detect/detect-architecture';
import type { ModuleOptions } from './module/module';
import { RRDBNet } from './networks/rrdbnet';
import { SRVGGNetCompact } from './networks/srvgg-net-compact';
import type { SuperResolutionNetwork } from './networks/super-resolution-network';

/** Builds the network that `detectArchitecture` recognised; its parameters are not loaded yet. */
export const createNetwork = (
  architecture: Architecture,
  options?: ModuleOptions,
): SuperResolutionNetwork => {
  switch (architecture.name) {
    case 'RRDBNet':
      return new RRDBNet(architecture.config, options);
    case 'SRVGGNetCompact':
      return new SRVGGNetCompact(architecture.config, options);
  }
};
