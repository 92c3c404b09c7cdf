import { ConfigError } from '@srkit/core';
import { degradationOptions, PRESETS } from '@srkit/degradation';
import * as v from 'valibot';
const count = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)));
const name = v.optional(v.pipe(v.string(), v.minLength(1)));
const flag = (value) => v.optional(v.boolean(), value);
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_536));
const root = v.custom((value) => (typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null), 'expected a path, files, a folder handle or a store');
const images = { root, metaInfo: name, limit: count };
const SCHEMAS = {
    images: v.strictObject({ type: v.literal('images'), ...images }),
    degraded: v.strictObject({
        type: v.literal('degraded'),
        ...images,
        degradation: v.optional(v.union([v.picklist(Object.keys(PRESETS)), v.custom(isObject)]), 'realesrgan-x4plus'),
        cropSize: v.optional(side, 400),
        useHflip: flag(true),
        useRot: flag(false),
    }),
    paired: v.strictObject({
        type: v.literal('paired'),
        root,
        lqRoot: v.optional(root),
        metaInfo: name,
        filenameTmpl: v.optional(v.pipe(v.string(), v.includes('{}')), '{}'),
        scale: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16)), 4),
        gtSize: v.optional(v.nullable(side), 256),
        useHflip: flag(true),
        useRot: flag(false),
        limit: count,
    }),
};
function isObject(value) {
    return typeof value === 'object' && value !== null;
}
const invalid = (message) => new ConfigError('E_CONFIG_DATASET', message);
/** How a field that is wrong is called: `dataset.degradation.scale`. */
const pathOf = (issue) => ['dataset', ...(issue.path ?? []).map(({ key }) => String(key))].join('.');
/**
 * A description that was checked, with its defaults.
 *
 * @throws ConfigError `E_CONFIG_DATASET` for an unknown set or field, or a value that cannot be.
 */
export const parseDescription = (given) => {
    const type = isObject(given) ? given.type : undefined;
    if (typeof type !== 'string' || !Object.hasOwn(SCHEMAS, type)) {
        throw invalid(`dataset.type is ${JSON.stringify(type)}, expected one of ${Object.keys(SCHEMAS).join(', ')}.`);
    }
    const result = v.safeParse(SCHEMAS[type], given, { abortEarly: true });
    if (!result.success) {
        const [issue] = result.issues;
        const unknown = issue.expected === 'never';
        throw invalid(unknown
            ? `${pathOf(issue)} is no option of '${type}'. Known: ${Object.keys(SCHEMAS[type].entries).join(', ')}.`
            : `${pathOf(issue)}: ${issue.message}.`);
    }
    const parsed = result.output;
    if (parsed.type === 'paired' && parsed.gtSize !== null && parsed.gtSize % parsed.scale !== 0) {
        throw invalid(`dataset.gtSize is ${parsed.gtSize}, expected a multiple of the scale, ${parsed.scale}.`);
    }
    return parsed;
};
/** The options that a name or they themselves stand for. */
export const degradationOf = (given) => typeof given === 'string' ? degradationOptions(given) : given;
