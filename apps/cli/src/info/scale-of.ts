import { type Architecture, isDiscriminator } from '@srkit/models';

/** The scale of a recognised network, which each paper's config calls by a name of its own; 1 for a discriminator. */
export const scaleOf = (architecture: Architecture): number => {
  if (isDiscriminator(architecture)) return 1;
  return architecture.name === 'RRDBNet' ? architecture.config.scale : architecture.config.upscale;
};
