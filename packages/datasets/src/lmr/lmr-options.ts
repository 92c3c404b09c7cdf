import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import type { ScaleRatioKind } from './photo-relations';

/** How groups are drawn. */
export interface LmrOptions {
  /** Default 0. Another one gives other groups. */
  readonly seed?: number | undefined;
  /** Side of a training patch, even. Default 300. */
  readonly patch?: number | undefined;
  /** Training groups of each photo. Default 1. */
  readonly groupsPerPhoto?: number | undefined;
  /** Fill a class that is short of references from the one most like it; default false: such a target has no group. */
  readonly fill?: boolean | undefined;
  /** Share of a scene's photos that are for testing, 0..1. Default 0.1; at least the three of one group. */
  readonly testShare?: number | undefined;
  /** How R_s comes from D2-Net's ratio. Default `directional`. */
  readonly scaleRatio?: ScaleRatioKind | undefined;
  /** Least R_olp of a reference of class L. Default 0.02. */
  readonly minOverlap?: number | undefined;
  /** Least R_s of a reference of class L. Default 0.25: a coarser one shows no more than the target's LR picture does. */
  readonly minScaleRatio?: number | undefined;
  /** Leave out photos that are missing, damaged or of another size, and broken points, and count them. Default false. */
  readonly tolerant?: boolean | undefined;
}

export type CheckedLmrOptions = { readonly [K in keyof LmrOptions]-?: NonNullable<LmrOptions[K]> };

const DEFAULTS: CheckedLmrOptions = {
  seed: 0,
  patch: 300,
  groupsPerPhoto: 1,
  fill: false,
  testShare: 0.1,
  scaleRatio: 'directional',
  minOverlap: 0.02,
  minScaleRatio: 0.25,
  tolerant: false,
};

const RANGES = {
  seed: [0, 0xffffffff],
  patch: [2, 65_536],
  groupsPerPhoto: [1, 10_000],
  testShare: [0, 1],
  minOverlap: [0, 1],
  minScaleRatio: [0, 1],
} as const;

const INTEGERS: readonly string[] = ['seed', 'patch', 'groupsPerPhoto'];

/** @throws ConfigError `E_CONFIG_LMR` for a value out of range, `E_CONFIG_UNKNOWN` for another name. */
export const checkedLmrOptions = (options: LmrOptions = {}): CheckedLmrOptions => {
  refuseUnknownKeys('buildLmrScene', options, Object.keys(DEFAULTS));
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const checked: CheckedLmrOptions = { ...DEFAULTS, ...Object.fromEntries(given) };
  const fail = (name: keyof LmrOptions, expected: string): never => {
    throw new ConfigError(
      'E_CONFIG_LMR',
      `buildLmrScene: ${name} is ${checked[name]}, expected ${expected}.`,
    );
  };
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const value = checked[name as keyof typeof RANGES];
    const whole = INTEGERS.includes(name);
    if (!(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
      fail(name as keyof typeof RANGES, `${whole ? 'an integer' : 'a number'} from ${least} to ${most}`);
    }
  }
  if (checked.patch % 2 !== 0) fail('patch', 'an even number');
  if (!['directional', 'inverse', 'median'].includes(checked.scaleRatio)) {
    fail('scaleRatio', 'directional, inverse or median');
  }
  return checked;
};
