import type { ReleasedModel } from '@srkit/models';
import { usageError } from '../errors';

/** What the path of every released URL has between its base and the version. */
const DOWNLOADS = '/releases/download/';

/**
 * Where a released checkpoint is downloaded from. `SRKIT_MODELS_BASE` replaces everything up to and including
 * `/releases/download/`, so that a mirror only has to keep `v0.1.0/RealESRGAN_x4plus.pth` and so on.
 */
export const releasedUrl = ({ url }: ReleasedModel, base = process.env.SRKIT_MODELS_BASE): string => {
  if (!base) return url;
  const rest = url.slice(url.indexOf(DOWNLOADS) + DOWNLOADS.length);
  const root = base.endsWith('/') ? base : `${base}/`;
  if (!URL.canParse(rest, root) || !/^https?:/.test(root)) {
    throw usageError(`SRKIT_MODELS_BASE is '${base}', expected an http: or https: URL.`);
  }
  return new URL(rest, root).href;
};
