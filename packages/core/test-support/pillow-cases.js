import { readFileSync } from 'node:fs';
export const { cases: PILLOW_CASES } = JSON.parse(readFileSync(new URL('../fixtures/pillow.json', import.meta.url), 'utf8'));
