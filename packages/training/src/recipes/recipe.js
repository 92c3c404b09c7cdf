import { ConfigError, refuseUnknownKeys } from '@srkit/core';
import * as v from 'valibot';
import { boolean, field, integer, numberFrom, optional } from './fields';
import { adam, common, gan, network, perceptual, pixel, pretrained } from './parts';
const REAL_ESRGAN_BETAS = [0.9, 0.99];
/** Real-ESRGAN's layers, before the activation (section 4.1). */
const REAL_ESRGAN_LAYERS = { conv1_2: 0.1, conv2_2: 0.1, conv3_4: 1, conv4_4: 1, conv5_4: 1 };
/** What Real-ESRNet and Real-ESRGAN share. */
const pairs = (lr) => ({
    networkG: field(network, 'The network that is trained.'),
    optimG: optional(adam(lr, REAL_ESRGAN_BETAS), {}, 'Its optimiser.'),
    pretrainG: field(v.optional(pretrained('params_ema', true)), 'Weights that it starts from.'),
    emaDecay: optional(v.pipe(numberFrom(0), v.maxValue(1, 'a number in 0..1')), 0.999, 'Share of the average of weights that stays at an iteration; 0: no average.'),
    pixel: optional(v.nullable(pixel), {}, 'Difference to the ground truth; null: none.'),
});
/** Real-ESRNet, ESRNet and compact networks: L1. */
const realesrnet = v.strictObject({
    kind: v.literal('realesrnet'),
    ...common,
    ...pairs(2e-4),
    perceptual: optional(v.nullable(perceptual(REAL_ESRGAN_LAYERS, 1, 'l1')), null, 'Perceptual loss; null: none.'),
});
const realesrgan = v.strictObject({
    kind: v.literal('realesrgan'),
    ...common,
    ...pairs(1e-4),
    perceptual: optional(v.nullable(perceptual(REAL_ESRGAN_LAYERS, 1, 'l1')), {}, 'Perceptual loss; null: none.'),
    networkD: optional(network, { type: 'UNetDiscriminatorSN' }, 'The discriminator.'),
    optimD: optional(adam(1e-4, REAL_ESRGAN_BETAS), {}, 'Its optimiser.'),
    pretrainD: field(v.optional(pretrained('params', true)), 'Weights that it starts from.'),
    gan: optional(gan, {}, 'Adversarial loss.'),
    l1GtUsm: optional(boolean, true, 'The pixel loss compares with the sharpened ground truth.'),
    percepGtUsm: optional(boolean, true, 'The perceptual loss compares with the sharpened ground truth.'),
    ganGtUsm: optional(boolean, false, 'The discriminator sees the sharpened ground truth.'),
    netDIters: optional(integer(1), 1, 'The generator learns in every so many iterations.', 'iterations'),
    netDInitIters: optional(integer(0), 0, 'Iterations at the start in which only the discriminator learns.', 'iterations'),
});
export const RECIPES = { realesrnet, realesrgan };
/** A schema's fields, where it is an object; of a variant those of the option that the value names. */
const entriesOf = (schema, value) => {
    const { type, wrapped, entries, options } = schema;
    if (wrapped)
        return entriesOf(wrapped, value);
    if (type === 'strict_object')
        return entries;
    const named = options?.find(({ entries }) => entries.type.literal === value.type);
    return named && entriesOf(named, value);
};
/** Refuses misspelt names at any depth, with the nearest one. */
const refuseUnknown = (where, schema, value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        return;
    const entries = entriesOf(schema, value);
    if (!entries)
        return;
    refuseUnknownKeys(where, value, Object.keys(entries));
    for (const [name, each] of Object.entries(value))
        refuseUnknown(`${where}.${name}`, entries[name], each);
};
const shown = (value) => {
    const text = JSON.stringify(value) ?? String(value);
    return text.length > 60 ? `${text.slice(0, 60)}...` : text;
};
/**
 * A checked copy of a recipe, with its defaults.
 *
 * @throws ConfigError `E_CONFIG_RECIPE` naming the field, its value and what is expected; `E_CONFIG_UNKNOWN` for a name
 *   that there is not, with the nearest one.
 */
export const parseRecipe = (given) => {
    const kind = given?.kind;
    if (typeof kind !== 'string' || !Object.hasOwn(RECIPES, kind)) {
        throw new ConfigError('E_CONFIG_RECIPE', `recipe: kind is ${shown(kind)}, expected one of ${Object.keys(RECIPES).join(', ')}.`);
    }
    const schema = RECIPES[kind];
    refuseUnknown('recipe', schema, given);
    const result = v.safeParse(schema, given, { abortEarly: true });
    if (result.success)
        return result.output;
    const [issue] = result.issues;
    const path = ['recipe', ...(issue.path ?? []).map(({ key }) => String(key))].join('.');
    throw new ConfigError('E_CONFIG_RECIPE', issue.input === undefined
        ? `${path} is missing; expected ${issue.message}.`
        : `${path} is ${shown(issue.input)}, expected ${issue.message}.`);
};
