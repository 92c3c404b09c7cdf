import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import type { LoadedReferenceNetworks } from './load-networks';
import type { Search } from './match-features';
import { SMALLEST_REFERENCE } from './prepare-reference';

export interface RefUpscalerOptions {
  /**
   * How correspondences are looked for. `auto` (default): everything against everything up to a size, and coarse to fine
   * beyond it, where the backend has kernels for that; the report says which.
   */
  readonly search?: Search | undefined;
  /** References that are used at most, the best first. Default: all that help. */
  readonly topK?: number | undefined;
  /**
   * Part of the picture's patches, 0..1, that must be found again from what they matched in a reference for it to be used.
   * Default: what the networks' bundle says, else 0.12. 0 uses every reference.
   */
  readonly minConsistency?: number | undefined;
  /** Device memory beside the features of one reference, in bytes. Default 1 GiB. */
  readonly memoryBudget?: number | undefined;
  /** References of more pixels are reduced to so many. Default: as many as the memory budget holds the features of. */
  readonly maxReferencePixels?: number | undefined;
  /** Host memory for features of references, which later tiles and pictures use again, in bytes. Default 256 MiB. */
  readonly cacheBytes?: number | undefined;
}

/** Options with every default filled in. */
export type CheckedRefOptions = {
  readonly [Name in keyof Required<RefUpscalerOptions>]: NonNullable<RefUpscalerOptions[Name]>;
};

const NAME = 'RefUpscaler';
const MIB = 2 ** 20;
/** Less holds no strip of any picture. */
const LEAST_BUDGET = 2 ** 16;
/** Bytes of a pixel of the largest features of a reference. */
const FEATURE_BYTES = 256;
/**
 * Of networks whose bundle says nothing. Views of one castle had 0.15 and more with untrained features, photos of other things
 * 0.11 at most; a trained extractor has other values.
 */
const MIN_CONSISTENCY = 0.12;

/** Every name, by the compiler's word. */
const KNOWN: Readonly<Record<keyof RefUpscalerOptions, true>> = {
  search: true,
  topK: true,
  minConsistency: true,
  memoryBudget: true,
  maxReferencePixels: true,
  cacheBytes: true,
};

/** The value. @throws ConfigError for one that is outside of what is allowed. */
export const numberIn = (
  who: string,
  name: string,
  value: number,
  minimum: number,
  maximum: number,
): number => {
  if (value >= minimum && value <= maximum) return value;
  throw new ConfigError('E_CONFIG_RANGE', `${who}: ${name} is ${value}, expected ${minimum}..${maximum}.`);
};

/**
 * The options with their defaults.
 *
 * @param networks What the networks say of themselves.
 * @throws ConfigError naming the option and value that is out of range.
 */
export const checkedRefOptions = (
  options: RefUpscalerOptions,
  networks: Pick<LoadedReferenceNetworks, 'minConsistency'> = {},
): CheckedRefOptions => {
  refuseUnknownKeys(NAME, options, Object.keys(KNOWN));
  const { search = 'auto', topK = Number.POSITIVE_INFINITY } = options;
  const minConsistency = options.minConsistency ?? networks.minConsistency ?? MIN_CONSISTENCY;
  const { memoryBudget = 1024 * MIB, cacheBytes = 256 * MIB } = options;
  if (!['auto', 'exhaustive', 'coarse-to-fine'].includes(search)) {
    throw new ConfigError(
      'E_CONFIG_CHOICE',
      `${NAME}: search is '${search}', expected auto, exhaustive or coarse-to-fine.`,
    );
  }
  if (topK !== Number.POSITIVE_INFINITY && !Number.isInteger(topK)) {
    throw new ConfigError('E_CONFIG_RANGE', `${NAME}: topK is ${topK}, expected an integer of 1 or more.`);
  }
  return {
    search,
    topK: numberIn(NAME, 'topK', topK, 1, Number.POSITIVE_INFINITY),
    minConsistency: numberIn(NAME, 'minConsistency', minConsistency, 0, 1),
    memoryBudget: numberIn(NAME, 'memoryBudget', memoryBudget, LEAST_BUDGET, Number.MAX_SAFE_INTEGER),
    maxReferencePixels: numberIn(
      NAME,
      'maxReferencePixels',
      options.maxReferencePixels ?? Math.floor(memoryBudget / FEATURE_BYTES),
      SMALLEST_REFERENCE ** 2,
      Number.MAX_SAFE_INTEGER,
    ),
    cacheBytes: numberIn(NAME, 'cacheBytes', cacheBytes, 0, Number.MAX_SAFE_INTEGER),
  };
};
