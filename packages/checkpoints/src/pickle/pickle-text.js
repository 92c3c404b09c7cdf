import { MAX_INTEGER_BYTES } from '../limits';
import { smallest } from './pickle-cursor';
import { complain } from './pickle-error';
// The text forms of protocols 0 and 1.
/** `123`, or `00`/`01` for False and True (protocol 0 has no other way to write them), or `123L`. */
export const parseIntegerLine = (line) => {
    if (line === '00')
        return false;
    if (line === '01')
        return true;
    if (!/^-?\d+L?$/.test(line))
        throw complain('expected a decimal integer line.');
    const value = BigInt(line.replace('L', ''));
    if (BigInt.asIntN(8 * MAX_INTEGER_BYTES, value) === value)
        return smallest(value);
    throw complain(`an integer has ${line.length} digits; at most ${MAX_INTEGER_BYTES} bytes are read.`, 'E_CHECKPOINT_TOO_LARGE');
};
/** A float as Python's `repr` writes it. */
export const parseFloatLine = (line) => {
    if (/^-?\d+(\.\d*)?(e[+-]?\d+)?$/.test(line))
        return Number(line);
    if (line === 'nan')
        return Number.NaN;
    if (line === 'inf' || line === '-inf')
        return line === 'inf' ? Infinity : -Infinity;
    throw complain('expected a decimal number line.');
};
/** A quoted string of Python 2; escapes are not needed for names and are refused. */
export const parseQuotedLine = (line) => {
    const match = /^(['"])([^\\]*)\1$/.exec(line);
    if (!match)
        throw complain('expected a quoted string without escapes.');
    return match[2];
};
/** Text in which other than Latin-1 characters are written \uXXXX or \UXXXXXXXX. */
export const parseEscapedLine = (line) => {
    const text = line.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (_, short, long) => {
        const code = Number.parseInt(short ?? long ?? '', 16);
        if (code > 0x10ffff)
            throw complain('expected a Unicode code point.');
        return String.fromCodePoint(code);
    });
    if (/\p{Surrogate}/u.test(text))
        throw complain('expected whole Unicode characters, got half of a pair.');
    return text;
};
