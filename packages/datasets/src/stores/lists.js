import { DatasetError } from '@srkit/core';
import { isPictureName } from './read-picture';
import { safeName } from './store';
/** A list of ten million names of 100 letters. */
const MAX_LIST_BYTES = 2 ** 30;
/** The lines of a text file: UTF-8 with or without a byte order mark, any line ends, empty lines left out. */
export const readLines = async (store, name, signal) => {
    const bytes = await store.bytes(name, MAX_LIST_BYTES, signal);
    let text;
    try {
        text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    }
    catch (cause) {
        throw new DatasetError('E_DATASET_LIST', `'${name}' of ${store.label} is no UTF-8 text. Save it as UTF-8.`, {
            cause,
        });
    }
    return text
        .split(/\r\n|\n|\r/)
        .map((line, i) => ({ text: line.trim(), number: i + 1 }))
        .filter((line) => line.text !== '');
};
export const badLine = (list, store, line, expected) => new DatasetError('E_DATASET_LIST', `'${list}' of ${store.label}, line ${line.number}: '${line.text.slice(0, 200)}', expected ${expected}.`);
/** A name up to the first ending of a picture, which may have spaces in it, and no more of the line. */
const UP_TO_ENDING = /^.*?\.(?:png|jpe?g|webp|avif|tiff?|gif|bmp)(?=\s|$)/i;
/**
 * The names of a `meta_info.txt` of Real-ESRGAN or BasicSR: one a line, at its beginning; what follows (`(480,480,3) 1`)
 * is not needed. Names may have spaces, which the official reader would cut at.
 *
 * @throws DatasetError `E_DATASET_LIST`, `E_DATASET_PATH`, naming the line; `E_DATASET_EMPTY`.
 */
export const readMetaInfo = async (store, list, signal) => {
    const lines = await readLines(store, list, signal);
    if (lines.length === 0)
        throw empty(`'${list}' of ${store.label} names no picture`);
    return lines.map((line) => {
        const name = UP_TO_ENDING.exec(line.text)?.[0] ?? line.text.split(/\s/)[0];
        return safeName(name, `'${list}' of ${store.label}, line ${line.number}`);
    });
};
/**
 * Pairs of names, `first, second` or `first second` a line.
 *
 * @throws as `readMetaInfo` does.
 */
export const readPairs = async (store, list, separator, signal) => {
    const lines = await readLines(store, list, signal);
    if (lines.length === 0)
        throw empty(`'${list}' of ${store.label} names no picture`);
    return lines.map((line) => {
        const parts = pairOf(line.text, separator);
        if (!parts)
            throw badLine(list, store, line, `two names with '${separator}' between them`);
        const where = `'${list}' of ${store.label}, line ${line.number}`;
        return [safeName(parts[0], where), safeName(parts[1], where)];
    });
};
/** Two names, also where the separator is part of one, as long as the endings tell them apart. */
const pairOf = (text, separator) => {
    const parts = text.split(separator === ' ' ? /\s+/ : separator).map((part) => part.trim());
    if (parts.length === 2)
        return parts;
    const cuts = [];
    for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + 1)) {
        const pair = [text.slice(0, at).trim(), text.slice(at + separator.length).trim()];
        if (pair.every(isPictureName))
            cuts.push(pair);
    }
    return cuts.length === 1 ? cuts[0] : undefined;
};
export const empty = (what) => new DatasetError('E_DATASET_EMPTY', `${what}. Check the path and the layout that the README shows.`);
