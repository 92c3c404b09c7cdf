import { readFileSync } from 'node:fs';
export const { cases: RESIZE_CASES } = JSON.parse(readFileSync(new URL('../../fixtures/resize.json', import.meta.url), 'utf8'));
