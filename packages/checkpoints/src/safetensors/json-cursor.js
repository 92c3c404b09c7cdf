import { MAX_NAME_LENGTH } from '../limits';
import { safetensorsError } from './safetensors-error';
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACES = new Set([0x20, 0x09, 0x0a, 0x0d]);
/**
 * Reads JSON piece by piece, for a header whose grammar is fixed. `JSON.parse` is not used because it takes the
 * last of duplicate keys in silence, rounds large integers, and builds whatever nonsense it is given before
 * anything can be counted.
 */
export class JsonCursor {
    #text;
    #label;
    #at = 0;
    constructor(text, label) {
        this.#text = text;
        this.#label = label;
    }
    #skipSpace() {
        while (SPACES.has(this.#text.charCodeAt(this.#at)))
            this.#at++;
    }
    fail(expected) {
        const got = this.#at < this.#text.length ? JSON.stringify(this.#text.slice(this.#at, this.#at + 16)) : 'its end';
        throw safetensorsError(this.#label, `expected ${expected} at character ${this.#at} of the header, got ${got}.`);
    }
    /** True, and past it, if the next character is `character`. */
    take(character) {
        this.#skipSpace();
        if (this.#text.charAt(this.#at) !== character)
            return false;
        this.#at++;
        return true;
    }
    expect(character) {
        if (!this.take(character))
            this.fail(`"${character}"`);
    }
    expectEnd() {
        this.#skipSpace();
        if (this.#at < this.#text.length)
            this.fail('the end of the header');
    }
    /** A string of at most `limit` UTF-16 units of source text. */
    string(limit = MAX_NAME_LENGTH) {
        this.expect('"');
        const start = this.#at - 1;
        let escaped = false;
        for (;; this.#at++) {
            const code = this.#text.charCodeAt(this.#at);
            if (code === QUOTE)
                break;
            if (Number.isNaN(code) || this.#at - start > limit)
                this.fail(`the end of a string of at most ${limit} characters`);
            if (code !== BACKSLASH)
                continue;
            escaped = true;
            this.#at++;
        }
        this.#at++;
        const raw = this.#text.slice(start, this.#at);
        return this.#decoded(raw, escaped || hasControl(raw));
    }
    // Escapes are left to JSON.parse, which also refuses bare control characters.
    #decoded(raw, needsParsing) {
        let text = raw.slice(1, -1);
        if (needsParsing) {
            try {
                text = JSON.parse(raw);
            }
            catch {
                this.fail('a well-formed JSON string before this place');
            }
        }
        if (/\p{Surrogate}/u.test(text))
            this.fail('well-formed Unicode before this place');
        return text;
    }
    /** An integer 0..2^53 - 1, written without sign, fraction or exponent. */
    count() {
        this.#skipSpace();
        const digits = /\d{0,17}/y;
        digits.lastIndex = this.#at;
        const text = digits.exec(this.#text)[0];
        const value = Number(text);
        const next = this.#text.charAt(this.#at + text.length);
        if (!/^(0|[1-9]\d*)$/.test(text) || !Number.isSafeInteger(value) || /[.eE\d]/.test(next)) {
            this.fail('an integer from 0 to 2^53 - 1');
        }
        this.#at += text.length;
        return value;
    }
    /** `{"key": value, ...}`; `item` reads the value. Duplicate keys are the caller's to notice. */
    object(item) {
        this.expect('{');
        if (this.take('}'))
            return;
        do {
            const key = this.string();
            this.expect(':');
            item(key);
        } while (this.take(','));
        this.expect('}');
    }
    /** `[n, n, ...]` of at most `limit` integers. */
    counts(limit) {
        const values = [];
        this.expect('[');
        if (this.take(']'))
            return values;
        do {
            if (values.length === limit)
                this.fail(`at most ${limit} integers`);
            values.push(this.count());
        } while (this.take(','));
        this.expect(']');
        return values;
    }
}
const hasControl = (text) => {
    for (let i = 0; i < text.length; i++)
        if (text.charCodeAt(i) < 0x20)
            return true;
    return false;
};
