import { ConfigError } from '@srkit/core';
import { parseOptions } from '../check/parse-options';
import type { DegradationOptions, FinalOptions, StageOptions } from '../options';
import { PRESETS, type PresetName } from './presets';

/** What differs from a preset. */
export interface DegradationOverrides extends Partial<Omit<DegradationOptions, 'stages' | 'final'>> {
  /**
   * As many stages as the process shall have; each is laid over the preset's stage at its place, or over its last.
   * `[{}, {}]` are the two stages of a preset as they are.
   */
  readonly stages?: readonly Partial<StageOptions>[];
  /** Laid over the preset's. */
  readonly final?: Partial<FinalOptions>;
}

/**
 * A preset with changes.
 *
 * @throws ConfigError `E_CONFIG_PRESET` for a name that is none, `E_CONFIG_OPTIONS` naming the field that is wrong.
 */
export const degradationOptions = (
  preset: PresetName,
  overrides: DegradationOverrides = {},
): DegradationOptions => {
  if (!Object.hasOwn(PRESETS, preset)) {
    throw new ConfigError(
      'E_CONFIG_PRESET',
      `degradationOptions: preset is '${preset}', expected one of ${Object.keys(PRESETS).join(', ')}.`,
    );
  }
  const base = PRESETS[preset];
  const stages = overrides.stages?.map((stage, i) => ({
    ...(base.stages[i] ?? base.stages.at(-1)),
    ...stage,
  }));
  return parseOptions({
    ...base,
    ...overrides,
    stages: stages ?? base.stages,
    final: { ...base.final, ...overrides.final },
  });
};
