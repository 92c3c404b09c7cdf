import { concatBytes } from '../concat-bytes';
import { type RiffChunk, readRiffChunks, VP8X_ALPHA, VP8X_ICC } from '../headers/webp-header';

/**
 * Gives a WebP file this colour profile, or none, in place of the one its encoder wrote: an extended header in
 * front, then the profile, then the other chunks as they were (WebP container specification). The picture's own
 * bytes do not change.
 */
export const replaceWebpProfile = (
  webp: Uint8Array,
  icc: Uint8Array | undefined,
  width: number,
  height: number,
): Uint8Array => {
  const chunks = readRiffChunks(webp, 'The WebP picture just encoded');
  const rest = chunks.filter(({ type }) => type !== 'VP8X' && type !== 'ICCP');
  if (icc === undefined && rest.length === chunks.length) return webp;
  return chunk(
    'RIFF',
    concatBytes([
      new TextEncoder().encode('WEBP'),
      chunk('VP8X', extendedHeader(chunks, width, height, icc !== undefined)),
      ...(icc === undefined ? [] : [chunk('ICCP', icc)]),
      ...rest.map(({ type, data }) => chunk(type, data)),
    ]),
  );
};

const chunk = (type: string, data: Uint8Array): Uint8Array => {
  const out = new Uint8Array(8 + data.length + (data.length & 1));
  out.set(new TextEncoder().encode(type));
  new DataView(out.buffer).setUint32(4, data.length, true);
  out.set(data, 8);
  return out;
};

/** Flags, three reserved bytes, then each side less one in 24 bits. */
const extendedHeader = (
  chunks: readonly RiffChunk[],
  width: number,
  height: number,
  profile: boolean,
): Uint8Array => {
  const out = new Uint8Array(10);
  const existing = chunks.find(({ type }) => type === 'VP8X');
  const lossless = chunks.find(({ type }) => type === 'VP8L');
  if (existing !== undefined) {
    out.set(existing.data.subarray(0, 10));
  } else {
    for (let i = 0; i < 3; i++) {
      out[4 + i] = (width - 1) >> (8 * i);
      out[7 + i] = (height - 1) >> (8 * i);
    }
    if (lossless !== undefined && (lossless.data[4] as number) & 0x10) out[0] = VP8X_ALPHA;
  }
  const flags = out[0] as number;
  out[0] = profile ? flags | VP8X_ICC : flags & ~VP8X_ICC;
  return out;
};
