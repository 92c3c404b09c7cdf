import { ConfigError } from './errors';
/** Longer names are cut in messages and compared no further: they may come from a stranger's file. */
const MOST_LETTERS = 60;
const camelCase = (name) => name.replace(/_+([a-z0-9])/gi, (_, letter) => letter.toUpperCase());
/** Levenshtein's distance: letters to insert, delete or replace. */
const editDistance = (a, b) => {
    let above = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
        const row = [i];
        for (let j = 1; j <= b.length; j++) {
            const replaced = above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
            row.push(Math.min(replaced, above[j] + 1, row[j - 1] + 1));
        }
        above = row;
    }
    return above[b.length];
};
/** The known name that was probably meant; none when all are too far away. */
const nearest = (name, known) => {
    const letters = (word) => word.toLowerCase().replaceAll(/[_-]/g, '').slice(0, MOST_LETTERS);
    const meant = letters(name);
    let best;
    let least = Math.max(1, Math.floor(meant.length / 3)) + 1;
    for (const candidate of known) {
        const distance = editDistance(meant, letters(candidate));
        if (distance < least)
            [best, least] = [candidate, distance];
    }
    return best;
};
const hint = (name, known) => {
    const camel = camelCase(name);
    if (camel !== name && known.includes(camel))
        return `here it is spelt ${camel}.`;
    const meant = nearest(name, known);
    return meant === undefined ? 'leave it out.' : `did you mean ${meant}?`;
};
/**
 * Refuses options that nobody reads: a misspelt name would otherwise leave its default in force without a word. BasicSR's
 * names (`num_feat`) are answered with ours (`numFeat`).
 *
 * @param where Who takes the options, as the message begins: `featureMatch`, `RRDBNet`.
 * @param given The options; undefined is none.
 * @param known Every name that may be given.
 * @throws ConfigError `E_CONFIG_UNKNOWN` for another name, `E_CONFIG_OPTIONS` for what is no object.
 */
export const refuseUnknownKeys = (where, given, known) => {
    if (given === undefined)
        return;
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
        const kind = given === null ? 'null' : Array.isArray(given) ? 'an array' : `a ${typeof given}`;
        throw new ConfigError('E_CONFIG_OPTIONS', `${where}: the options are ${kind}, expected an object with ${known.join(', ')}.`);
    }
    const name = Object.keys(given).find((key) => !known.includes(key));
    if (name === undefined)
        return;
    const shown = name.length > MOST_LETTERS ? `${name.slice(0, MOST_LETTERS)}...` : name;
    throw new ConfigError('E_CONFIG_UNKNOWN', `${where}: there is no option '${shown}'; ${hint(name, known)} Known: ${known.join(', ') || 'none'}.`);
};
