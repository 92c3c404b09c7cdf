import { createRequire } from 'node:module';

/** The library that reads and writes pictures, and its formats. Plain data. */
export interface CodecFacts {
  readonly library: string;
  readonly version: string;
  /** Versions of the codecs inside it. */
  readonly versions: Readonly<Record<string, string>>;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

interface Sharp {
  readonly versions: Readonly<Record<string, string>>;
  readonly format: Readonly<Record<string, SharpFormat>>;
}

interface SharpFormat {
  readonly id: string;
  readonly input: { readonly file: boolean };
  readonly output: { readonly file: boolean };
}

/** Formats of `@srkit/image`, and what sharp calls the one it names otherwise (AVIF is a kind of HEIF to it). */
const READS = { png: 'png', jpeg: 'jpeg', webp: 'webp', avif: 'heif', tiff: 'tiff', gif: 'gif' };
const WRITES = { png: 'png', jpeg: 'jpeg', webp: 'webp', avif: 'heif', tiff: 'tiff' };

/** Asks the sharp that `@srkit/image` uses. */
export const codecFacts = async (): Promise<CodecFacts> => {
  // sharp is that package's dependency and not ours, so it is found from there.
  const require = createRequire(import.meta.resolve('@srkit/image/package.json'));
  const { versions, format } = require('sharp') as Sharp;
  const able = (names: Readonly<Record<string, string>>, way: 'input' | 'output'): string[] =>
    Object.keys(names).filter((name) => format[names[name]!]?.[way].file);
  return {
    library: 'sharp',
    version: versions['sharp'] ?? 'unknown',
    versions,
    reads: able(READS, 'input'),
    writes: able(WRITES, 'output'),
  };
};
