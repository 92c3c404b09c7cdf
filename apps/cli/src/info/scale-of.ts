import type { Architecture } from '@srkit/models';

/** The scale of a recognised network, which each paper's config calls by a name of its own. */
export const scaleOf = (architecture: Architecture): number =>
  architecture.name === 'RRDBNet' ? architecture.config.scale : architecture.config.upscale;
