import { ConfigError, refuseUnknownKeys } from '@srkit/core';
const DEFAULTS = {
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
};
const INTEGERS = ['seed', 'patch', 'groupsPerPhoto'];
/** @throws ConfigError `E_CONFIG_LMR` for a value out of range, `E_CONFIG_UNKNOWN` for another name. */
export const checkedLmrOptions = (options = {}) => {
    refuseUnknownKeys('buildLmrScene', options, Object.keys(DEFAULTS));
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    const checked = { ...DEFAULTS, ...Object.fromEntries(given) };
    const fail = (name, expected) => {
        throw new ConfigError('E_CONFIG_LMR', `buildLmrScene: ${name} is ${checked[name]}, expected ${expected}.`);
    };
    for (const [name, [least, most]] of Object.entries(RANGES)) {
        const value = checked[name];
        const whole = INTEGERS.includes(name);
        if (!(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
            fail(name, `${whole ? 'an integer' : 'a number'} from ${least} to ${most}`);
        }
    }
    if (checked.patch % 2 !== 0)
        fail('patch', 'an even number');
    if (!['directional', 'inverse', 'median'].includes(checked.scaleRatio)) {
        fail('scaleRatio', 'directional, inverse or median');
    }
    return checked;
};
