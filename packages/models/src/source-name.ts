import type { CheckpointSource } from '@srkit/checkpoints';

/** The last part of a path or URL, or a `File`'s name; a name for reports. */
export const sourceName = (source: CheckpointSource): string => {
  if (typeof source === 'string') return source.split(/[\\/]/).pop() || source;
  if (source instanceof URL) return source.pathname.split('/').pop() || source.href;
  if (typeof Blob !== 'undefined' && source instanceof Blob && 'name' in source) return String(source.name);
  return 'checkpoint';
};
