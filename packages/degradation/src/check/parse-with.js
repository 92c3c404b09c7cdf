import { ConfigError } from '@srkit/core';
import * as v from 'valibot';
import { invalid } from './invalid';
const pathOf = (issue) => (issue.path ?? []).reduce((path, { key }) => {
    if (typeof key === 'number')
        return `${path}[${key}]`;
    return path ? `${path}.${String(key)}` : String(key);
}, '');
const errorOf = (subject, issue) => {
    const last = issue.path?.at(-1);
    const path = pathOf(issue);
    if (last?.origin === 'key' && issue.expected === 'never') {
        return new ConfigError(subject.code, `${subject.name}: ${path} is not a known field. Check its spelling, or remove it.`);
    }
    if (last?.origin === 'key' && last.value === undefined) {
        return new ConfigError(subject.code, `${subject.name}: ${path} is missing.`);
    }
    return invalid(subject, path, last ? last.value : issue.input, issue.message);
};
/**
 * A checked copy of `value`. The messages of `schema` are phrases that say what is expected.
 *
 * @throws ConfigError of the first thing that is wrong: its path, its value, what is expected.
 */
export const parseWith = (subject, schema, value) => {
    // The first issue is enough, and stops early in what may be a long hostile list.
    const result = v.safeParse(schema, value, { abortEarly: true });
    if (result.success)
        return result.output;
    throw errorOf(subject, result.issues[0]);
};
