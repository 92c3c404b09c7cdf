import { type Architecture, isGenerator } from '@srkit/models';

/** Names of the networks that enlarge with the help of references, all by 4. */
const REFERENCE_NETWORKS: readonly string[] = ['RestorationNet', 'MRAPARestorationNet'];
const REFERENCE_SCALE = 4;

/** The scale of a recognised network, which each paper's config calls by a name of its own; 1 for what does not enlarge. */
export const scaleOf = (architecture: Architecture): number => {
  if (!isGenerator(architecture)) return REFERENCE_NETWORKS.includes(architecture.name) ? REFERENCE_SCALE : 1;
  return architecture.name === 'RRDBNet' ? architecture.config.scale : architecture.config.upscale;
};
