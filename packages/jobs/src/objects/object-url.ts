import { ConfigError } from '@srkit/core';

/** Where an object lies. */
export interface ObjectPlace {
  readonly bucket: string;
  /** Empty for the bucket itself; ends with `/` for what is meant as a folder. */
  readonly key: string;
}

/** Names of buckets, as all stores take them. */
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,62}$/i;
/** What S3 allows, in bytes. */
const MAX_KEY_BYTES = 1024;

/** Whether a path is that of an object: `s3://bucket/key`. */
export const isObjectUrl = (path: string | Uint8Array): path is string =>
  typeof path === 'string' && /^s3:\/\//i.test(path);

/**
 * Bucket and key of `s3://bucket/key`. The key is taken as it stands: nothing in it is decoded.
 *
 * @throws ConfigError `E_CONFIG_OBJECT`
 */
export const parseObjectUrl = (url: string): ObjectPlace => {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)\/?(.*)$/is.exec(url) ?? [];
  const parts = key.split('/');
  const isPlain = parts.every(
    (part, i) => part !== '.' && part !== '..' && (part !== '' || i === parts.length - 1),
  );
  const fits = Buffer.byteLength(key) <= MAX_KEY_BYTES && !/[\p{Cc}\\]/u.test(key);
  if (isObjectUrl(url) && BUCKET.test(bucket) && isPlain && fits) return { bucket, key };
  throw new ConfigError(
    'E_CONFIG_OBJECT',
    `'${url.slice(0, 200)}' names no place of objects, expected s3://BUCKET/KEY without empty parts, '.' or '..'.`,
  );
};

export const objectUrl = ({ bucket, key }: ObjectPlace): string => `s3://${bucket}/${key}`;
