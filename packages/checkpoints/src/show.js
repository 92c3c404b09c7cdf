const SHOWN_CHARACTERS = 80;
/**
 * A string from a file, fit for a message: quoted, shortened, and with every control, bidi and unassigned
 * character escaped, so that it cannot drive a terminal.
 */
export const show = (text, most = SHOWN_CHARACTERS) => {
    const short = text.length > most;
    const head = short ? text.slice(0, most) : text;
    const escaped = head.replace(/[\p{C}\p{Zl}\p{Zp}"\\]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
    return short ? `"${escaped}..." (${text.length} characters)` : `"${escaped}"`;
};
const SHOWN_PATH_CHARACTERS = 4096;
/** A path or file name, which is only useful whole. */
export const showPath = (path) => show(path, SHOWN_PATH_CHARACTERS);
/** A list of names for a message, with the number of those left out. */
export const showList = (names, most = 8) => {
    const shown = names
        .slice(0, most)
        .map((name) => show(name))
        .join(', ');
    return names.length > most ? `${shown} and ${names.length - most} more` : shown || 'none';
};
