import { CheckpointError, ConfigError } from '@srkit/core';
import { expect, it } from 'vitest';
import { interpolateStateDicts } from './interpolate-state-dicts';
const state = (values) => new Map(Object.entries(values).map(([name, data]) => [
    name,
    { name, dtype: 'F32', shape: [data.length], data: Float32Array.from(data) },
]));
it('weighs every tensor of both files', () => {
    const merged = interpolateStateDicts(state({ a: [1, 2], b: [4] }), state({ b: [0], a: [3, -2] }), [0.25, 0.75]);
    expect(Array.from(merged.get('a').data)).toEqual([2.5, -1]);
    expect(Array.from(merged.get('b').data)).toEqual([1]);
    expect([...merged.keys()]).toEqual(['a', 'b']);
});
it('refuses two different networks and weights that are no numbers', () => {
    const a = state({ a: [1, 2] });
    expect(() => interpolateStateDicts(a, state({ a: [1] }), [0.5, 0.5])).toThrow(CheckpointError);
    expect(() => interpolateStateDicts(a, state({}), [0.5, 0.5])).toThrow(/'a' is 2 in the first file and missing/);
    expect(() => interpolateStateDicts(state({}), a, [0.5, 0.5])).toThrow(/'a' is missing in the first/);
    expect(() => interpolateStateDicts(a, a, [Number.NaN, 1])).toThrow(ConfigError);
});
