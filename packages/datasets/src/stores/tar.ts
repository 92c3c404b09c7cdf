import { DatasetError } from '@srkit/core';
import type { ByteSource } from './byte-source';
import { MAX_NAMES, safeName } from './store';

const BLOCK = 512;

/** A name in a header of its own; longer ones are no file's. */
const MAX_EXTENSION = 65_536;

/** Where a file's bytes lie in an archive. */
export interface TarEntry {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

const text = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
};

/** Octal digits, or binary where the first bit is set (GNU, for more than 8 GiB). */
const numberOf = (field: Uint8Array): number => {
  if ((field[0]! & 0x80) === 0) {
    const digits = text(field).trim();
    return digits === '' ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
  }
  return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, field[0]! & 0x7f);
};

const checksumIsRight = (header: Uint8Array): boolean => {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : header[i]!;
  return sum === numberOf(header.subarray(148, 156));
};

/** A pax header, whose records are `<length> <key>=<value>\n`; undefined for one that is damaged. */
const paxOf = (bytes: Uint8Array): ReadonlyMap<string, string> | undefined => {
  const found = new Map<string, string>();
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const length = space < 0 ? Number.NaN : Number(decoder.decode(bytes.subarray(at, space)));
    if (!Number.isInteger(length) || length < 5 || at + length > bytes.length) return undefined;
    const record = decoder.decode(bytes.subarray(space + 1, at + length - 1));
    const equals = record.indexOf('=');
    if (equals < 1 || bytes[at + length - 1] !== 10) return undefined;
    found.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return found;
};

/**
 * The files of a tar archive (ustar, pax, GNU's long names), from its headers alone: bodies are passed over, however large.
 *
 * @throws DatasetError `E_DATASET_TAR` for a damaged or cut archive, links, devices and sparse files, `E_DATASET_PATH` for a name
 *   that leads elsewhere, each with the offset of the header.
 */
export const tarEntries = async (source: ByteSource, signal?: AbortSignal): Promise<TarEntry[]> => {
  const entries: TarEntry[] = [];
  const refuse = (offset: number, what: string): DatasetError =>
    new DatasetError('E_DATASET_TAR', `${source.label}, header at byte ${offset}: ${what}.`);
  let longName: string | undefined;
  let pax: ReadonlyMap<string, string> = new Map();
  for (let at = 0; at < source.size; ) {
    signal?.throwIfAborted();
    const header = await source.read(at, BLOCK);
    if (header.length < BLOCK) throw refuse(at, 'the archive ends inside of it');
    if (header.every((byte) => byte === 0)) break;
    if (!checksumIsRight(header)) throw refuse(at, 'its checksum is wrong, the archive is damaged or no tar');
    const size = numberOf(header.subarray(124, 136));
    const type = String.fromCharCode(header[156]!);
    const body = at + BLOCK;
    if (!Number.isSafeInteger(size) || body + size > source.size) {
      throw refuse(at, `it says that ${size} bytes follow, beyond the archive's end at ${source.size}`);
    }
    at = body + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'x' || type === 'L' || type === 'g') {
      if (size > MAX_EXTENSION) throw refuse(body - BLOCK, `its name has ${size} bytes`);
      const extension = await source.read(body, size);
      const records = type === 'x' ? paxOf(extension) : pax;
      if (records === undefined) throw refuse(body - BLOCK, 'its pax records are damaged');
      pax = records;
      if (type === 'L') longName = text(extension);
      continue;
    }
    const prefix =
      text(header.subarray(257, 262)) === 'ustar' && header[263] === 48
        ? text(header.subarray(345, 500))
        : '';
    const own = text(header.subarray(0, 100));
    const name = pax.get('path') ?? longName ?? (prefix === '' ? own : `${prefix}/${own}`);
    const paxSize = pax.get('size');
    if (paxSize !== undefined && Number(paxSize) !== size) {
      throw refuse(body - BLOCK, `'${name}' has two sizes, ${size} and ${paxSize}`);
    }
    const sparse = [...pax.keys()].some((key) => key.startsWith('GNU.sparse'));
    longName = undefined;
    pax = new Map();
    if (type === '5') continue;
    const odd = {
      '1': 'a link',
      '2': 'a link',
      // GNU's name of what a link leads to, in front of it.
      K: 'a link',
      '3': 'a device',
      '4': 'a device',
      '6': 'a pipe',
      S: 'a sparse file',
    }[type];
    if (odd !== undefined || sparse)
      throw refuse(
        body - BLOCK,
        `'${name}' is ${odd ?? 'a sparse file'}, where a data set has plain files alone`,
      );
    if (!['0', '\0', '7'].includes(type))
      throw refuse(body - BLOCK, `'${name}' is of an unknown type, ${JSON.stringify(type)}`);
    if (entries.length >= MAX_NAMES) throw refuse(body - BLOCK, `there are more than ${MAX_NAMES} files`);
    entries.push({
      name: safeName(name, `${source.label}, header at byte ${body - BLOCK}`),
      offset: body,
      size,
    });
  }
  return entries;
};
