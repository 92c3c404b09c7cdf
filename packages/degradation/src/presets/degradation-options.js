import { ConfigError } from '@srkit/core';
import { parseOptions } from '../check/parse-options';
import { PRESETS } from './presets';
/**
 * A preset with changes.
 *
 * @throws ConfigError `E_CONFIG_PRESET` for a name that is none, `E_CONFIG_OPTIONS` naming the field that is wrong.
 */
export const degradationOptions = (preset, overrides = {}) => {
    if (!Object.hasOwn(PRESETS, preset)) {
        throw new ConfigError('E_CONFIG_PRESET', `degradationOptions: preset is '${preset}', expected one of ${Object.keys(PRESETS).join(', ')}.`);
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
