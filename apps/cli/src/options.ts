import type { PRESETS } from '@srkit/degradation';
import type { ImageFormat } from '@srkit/image';
import { InvalidArgumentError } from 'commander';
import { freeMemory } from './free-memory';

/**
 * Every backend, in the order in which `srkit doctor` tries them. `wasm` is `@srkit/backend-wasm`, which tfjs knows as
 * `srkit-wasm`; `tfjs-wasm` is the one that tfjs knows as `wasm`.
 */
export const BACKEND_NAMES = ['webgpu', 'wasm', 'tfjs-wasm', 'cpu'] as const;

export type BackendName = (typeof BACKEND_NAMES)[number];

/** Every format that is written. */
export const FORMATS = ['png', 'jpeg', 'webp', 'avif', 'tiff'] as const satisfies readonly ImageFormat[];

/** `auto` is the input's own format. */
export type FormatOption = ImageFormat | 'auto';

/** Degradations by name; those of `@srkit/degradation`, which is loaded only when there is work. */
export const PRESET_NAMES = [
  'realesrgan-x4plus',
  'realesrgan-x2plus',
  'realesrnet-x4plus',
  'realesrnet-x2plus',
  'x4plus',
  'x2plus',
  'bsrgan',
] as const satisfies readonly (keyof typeof PRESETS)[];

export type PresetName = (typeof PRESET_NAMES)[number];

/** What `srkit ablate` leaves out. */
export const ABLATION_NAMES = [
  'order',
  'sinc',
  'kernels',
  'discriminator',
  'distillation',
  'references',
  'mam',
  'safm',
  'lpf',
] as const;

export type AblationName = (typeof ABLATION_NAMES)[number];

/** Only plain decimal notation: `Number` alone would take '', ' 1 ', '0x10' and '1e3' as well. */
const toNumber = (text: string): number => (/^-?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN);

/** Parser for an option that is an integer in `minimum..maximum`. */
export const integerBetween =
  (minimum: number, maximum: number) =>
  (text: string): number => {
    const value = toNumber(text);
    if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`Expected an integer from ${minimum} to ${maximum}.`);
  };

/** Parser for an option that is a number in `minimum..maximum`; `minimum` itself only if `exclusive` is false. */
export const numberBetween =
  (minimum: number, maximum: number, { exclusive = false } = {}) =>
  (text: string): number => {
    const value = toNumber(text);
    if ((exclusive ? value > minimum : value >= minimum) && value <= maximum) return value;
    const range = exclusive ? `above ${minimum}, at most ${maximum}` : `from ${minimum} to ${maximum}`;
    throw new InvalidArgumentError(`Expected a number ${range}.`);
  };

/** Largest tile side: a picture side that no device holds at once. */
const MAX_TILE = 65536;

/** Parser for `--tile`: a side in pixels, 0 for no tiles, or `auto`. */
export const parseTile = (text: string): number | 'auto' => {
  if (text === 'auto') return text;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value <= MAX_TILE) return value;
  throw new InvalidArgumentError(`Expected auto, 0 (no tiles) or a side of at most ${MAX_TILE} pixels.`);
};

/** Largest side of a crop: a picture side that no device holds at once. */
const MAX_CROP = 65536;

/** Parser for `--crop`: a side in pixels, or `none`. */
export const parseCrop = (text: string): number | 'none' =>
  text === 'none' ? text : integerBetween(1, MAX_CROP)(text);

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** Parser for a size in bytes: `2G`, `512M`, `1.5GiB`, `800000000`. Units are binary. */
export const parseBytes = (text: string): number => {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim());
  const bytes = match ? Math.floor(Number(match[1]) * UNITS[match[2]!.toLowerCase()]!) : Number.NaN;
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw new InvalidArgumentError('Expected a size such as 2G, 512M or 800000000 (bytes).');
};

const MIB = 2 ** 20;
/** More does not make tiles faster, and leaves less for the pictures. */
const MOST = 3072 * MIB;
/** Below this tiles get so small that the halo is nearly all the work. */
const LEAST = 256 * MIB;

/** Memory for a tile unless `--memory` says otherwise: half of what is free, within bounds. */
export const defaultMemory = (free = freeMemory()): number =>
  Math.max(LEAST, Math.min(MOST, Math.floor(free / 2)));

/** The most that a picture goes on with which an earlier run began with more memory than is free now. */
export const mostMemory = (free = freeMemory()): number => Math.max(LEAST, Math.floor(free / 1.5));

/** Help of `--shard`, whose value `parseShard` of `@srkit/jobs` checks. */
export const SHARD_HELP =
  'do the i-th of n parts, for machines that share the folder; auto in a Slurm array, auto/n in an indexed job of Kubernetes';
