import { readFileSync } from 'node:fs';
import { defaultModelBytes } from '@srkit/models/default';
import { expect, it } from 'vitest';
import { defaultModelUrl } from '../default-model';
it('is the file, byte for byte', () => {
    expect(Buffer.from(defaultModelBytes()).equals(readFileSync(defaultModelUrl()))).toBe(true);
});
