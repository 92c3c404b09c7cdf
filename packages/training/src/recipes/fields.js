import * as v from 'valibot';
/** A field with the sentence and the unit that the reference page shows. */
export const field = (schema, sentence, unit = '') => v.pipe(schema, v.description(sentence), v.metadata({ unit }));
/** A field with a default, which the reference page shows as well. */
export const optional = (schema, fallback, sentence, unit = '') => field(v.optional(schema, fallback), sentence, unit);
/** A finite number of at least `low`. */
export const numberFrom = (low) => {
    const expected = `a number of at least ${low}`;
    return v.pipe(v.number(expected), v.finite(expected), v.minValue(low, expected));
};
/** An integer in `low..high`. */
export const integer = (low, high = 2 ** 31 - 1) => {
    const expected = high < 2 ** 31 - 1 ? `an integer in ${low}..${high}` : `an integer of at least ${low}`;
    return v.pipe(v.number(expected), v.integer(expected), v.minValue(low, expected), v.maxValue(high, expected));
};
export const boolean = v.boolean('true or false');
export const text = v.string('a text');
export const word = (words) => v.picklist(words, `one of ${words.join(', ')}`);
/** Decay of the averages of a gradient and of its square. */
const beta = v.pipe(v.number('a number in [0, 1)'), v.check((value) => value >= 0 && value < 1, 'a number in [0, 1)'));
export const betas = v.strictTuple([beta, beta], 'two numbers in [0, 1)');
