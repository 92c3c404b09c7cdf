import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import type { SuperResolutionNetwork } from '@srkit/models';
import type { BorderMode, UpscalerOptions } from './options';
import { FAST_HALO } from './tile-plan';

/** Options with every default filled in; `outscale` stays undefined for the network's own scale. */
export interface CheckedOptions {
  readonly mode: 'exact' | 'fast';
  readonly tile: number | 'auto';
  readonly tilePad: number;
  readonly feather: boolean;
  readonly prePad: number;
  readonly paddingRule: 'network' | 'official';
  readonly border: BorderMode;
  readonly outscale: number | undefined;
  readonly alpha: 'network' | 'bilinear';
  readonly transparency: 'careful' | 'official';
  readonly depthRule: 'type' | 'value';
  readonly memoryBudget: number;
  readonly check: boolean;
  readonly keepColours: boolean;
}

/** Largest outscale: beyond it there is nothing but blur. */
export const MAX_OUTSCALE = 64;
/** Largest tile, halo or padding: a picture side that no device holds at once. */
const MAX_SIDE = 65536;
const DEFAULT_MEMORY_BUDGET = 2 ** 30;
const MIN_MEMORY_BUDGET = 2 ** 20;

/** Every name, by the compiler's word. */
const UPSCALER_OPTIONS: Readonly<Record<keyof UpscalerOptions, true>> = {
  mode: true,
  tile: true,
  tilePad: true,
  feather: true,
  prePad: true,
  paddingRule: true,
  border: true,
  outscale: true,
  alpha: true,
  transparency: true,
  depthRule: true,
  memoryBudget: true,
  check: true,
  keepColours: true,
};

const oneOf = <T extends string>(name: string, value: T, allowed: readonly T[]): T => {
  if (!allowed.includes(value)) {
    throw new ConfigError('E_CONFIG_CHOICE', `${name} is '${value}', expected one of ${allowed.join(', ')}.`);
  }
  return value;
};

const integer = (name: string, value: number, minimum: number, maximum: number): number => {
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw new ConfigError(
      'E_CONFIG_RANGE',
      `${name} is ${value}, expected an integer in ${minimum}..${maximum}.`,
    );
  }
  return value;
};

const flag = (name: string, value: boolean): boolean => {
  if (typeof value === 'boolean') return value;
  throw new ConfigError('E_CONFIG_CHOICE', `${name} is ${value}, expected true or false.`);
};

/** Fills in defaults. @throws ConfigError naming the option and value that is out of range. */
export const checkedOptions = (options: UpscalerOptions, network: SuperResolutionNetwork): CheckedOptions => {
  refuseUnknownKeys('Upscaler', options, Object.keys(UPSCALER_OPTIONS));
  const mode = oneOf('mode', options.mode ?? 'exact', ['exact', 'fast']);
  const tile = options.tile ?? 'auto';
  const border = oneOf('border', options.border ?? 'zero', ['zero', 'reflect', 'replicate', 'wrap']);
  const prePad = integer('prePad', options.prePad ?? 0, 0, MAX_SIDE);
  if (border !== 'zero' && prePad > 0) {
    throw new ConfigError(
      'E_CONFIG_BORDER',
      `prePad is ${prePad} with border '${border}', which pads by itself. Leave prePad out, or use border 'zero'.`,
    );
  }
  // A network that sees all of a picture has no halo that would make tiles exact.
  const exactHalo = mode === 'exact' && Number.isFinite(network.halo) ? network.halo : undefined;
  const tilePad = integer('tilePad', options.tilePad ?? exactHalo ?? FAST_HALO, 0, MAX_SIDE);
  if (exactHalo !== undefined && tilePad < exactHalo && tile !== 0) {
    throw new ConfigError(
      'E_CONFIG_HALO',
      `tilePad is ${tilePad}, but exact tiling of this network needs ${exactHalo}. Leave tilePad out, or use mode 'fast' (--fast).`,
    );
  }
  const { outscale } = options;
  if (outscale !== undefined && !(outscale > 0 && outscale <= MAX_OUTSCALE)) {
    throw new ConfigError(
      'E_CONFIG_OUTSCALE',
      `outscale is ${outscale}, expected a number in (0, ${MAX_OUTSCALE}].`,
    );
  }
  const memoryBudget = options.memoryBudget ?? DEFAULT_MEMORY_BUDGET;
  if (!(memoryBudget >= MIN_MEMORY_BUDGET)) {
    throw new ConfigError(
      'E_CONFIG_MEMORY',
      `memoryBudget is ${memoryBudget} bytes, expected at least ${MIN_MEMORY_BUDGET}.`,
    );
  }
  return {
    mode,
    tile: tile === 'auto' ? tile : integer('tile', tile, 0, MAX_SIDE),
    tilePad,
    feather: options.feather ?? true,
    prePad,
    paddingRule: oneOf('paddingRule', options.paddingRule ?? 'network', ['network', 'official']),
    border,
    outscale,
    alpha: oneOf('alpha', options.alpha ?? 'network', ['network', 'bilinear']),
    transparency: oneOf('transparency', options.transparency ?? 'careful', ['careful', 'official']),
    depthRule: oneOf('depthRule', options.depthRule ?? 'type', ['type', 'value']),
    memoryBudget,
    check: flag('check', options.check ?? true),
    keepColours: flag('keepColours', options.keepColours ?? false),
  };
};
