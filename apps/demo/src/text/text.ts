import { en, type Text } from './en';
import { ko } from './ko';

/** Languages by their two letters. A new one is a file like `en.ts` and a line here. */
const LANGUAGES: Readonly<Record<string, Text>> = { en, ko };

const wanted = [new URLSearchParams(location.search).get('lang') ?? '', ...navigator.languages];
const found = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => Object.hasOwn(LANGUAGES, tag));

export const language = found ?? 'en';

/** What the page says, in the visitor's language where there is a file of it. */
export const text: Text = LANGUAGES[language] ?? en;
