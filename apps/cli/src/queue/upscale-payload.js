import { ConfigError } from '@srkit/core';
import { findReleasedModel } from '@srkit/models';
import * as v from 'valibot';
/** A place below a root, see `Roots`. */
const place = v.pipe(v.string(), v.maxLength(4096), v.regex(/^[a-z][\w-]{0,31}:/i));
/** What stands in a queue for a picture to upscale. A queue is a stranger's: nothing else is read. */
const schema = v.strictObject({
    version: v.literal(1),
    command: v.literal('upscale'),
    input: place,
    /** Bytes and time of the input when it was added: a changed picture is another item. */
    state: v.tuple([v.pipe(v.number(), v.minValue(0)), v.number()]),
    output: v.pipe(place, v.regex(/\.(png|jpe?g|webp|avif|tiff?)$/i)),
    /** Name of a released model, or the place of a file; absent for the built-in one. */
    model: v.optional(v.pipe(v.string(), v.maxLength(4096))),
    outscale: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(64))),
    quality: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
    overwrite: v.boolean(),
});
/** @throws ConfigError `E_CONFIG_PAYLOAD` that names what is wrong. */
export const parsePayload = (value) => {
    const { success, issues, output } = v.safeParse(schema, value);
    if (!success) {
        const [issue] = issues;
        const at = issue.path?.map(({ key }) => String(key)).join('.') ?? 'it';
        throw new ConfigError('E_CONFIG_PAYLOAD', `The queue holds something else than a picture to upscale: ${at.slice(0, 60)}: ${issue.message.slice(0, 200)}. It was left undone.`);
    }
    if (output.model !== undefined && !output.model.includes(':') && !findReleasedModel(output.model)) {
        throw new ConfigError('E_CONFIG_PAYLOAD', `The queue names the model '${output.model.slice(0, 80)}', expected a released one or a file below a root.`);
    }
    return output;
};
