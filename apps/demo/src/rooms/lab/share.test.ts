import { deflateRawSync } from 'node:zlib';
import type { DegradationRecipe } from '@srkit/degradation';
import { describe, expect, test } from 'vitest';
import type { Draft } from '../../engine/protocol';
import { draftFrom, draftFromHash, hashOf } from './share';

const steps = [
  { op: 'jpeg', quality: [40] },
  { op: 'gaussianNoise', sigma: 3 },
] as unknown as DegradationRecipe['steps'];
const recipe = { version: 1, seed: 4711, steps, note: '가나다' } as unknown as DegradationRecipe;

const hashOfBytes = (bytes: Uint8Array): string =>
  `#degradation?recipe=${deflateRawSync(bytes).toString('base64url')}`;

describe('a link of a recipe', () => {
  test('gives back its steps at their places, and those that were left out', async () => {
    const draft: Draft = {
      recipe,
      slots: [
        { id: '1.blur', step: null },
        { id: '1.jpeg', step: steps[0]! },
        { id: 'final.noise', step: steps[1]! },
      ],
    };
    const hash = await hashOf(draft);
    // Of letters that an address keeps as they are.
    expect(hash).toMatch(/^#degradation\?recipe=[\w-]+$/);
    expect(await draftFromHash(hash)).toEqual(draft);
  });

  test('with places that do not fit its steps numbers them', () => {
    const { slots } = draftFrom(recipe, ['1.blur', '1.jpeg', '2.noise']);
    expect(slots).toEqual([
      { id: 'any.jpeg-1', step: steps[0] },
      { id: 'any.noise-2', step: steps[1] },
    ]);
    expect(draftFrom(recipe).slots.map(({ id }) => id)).toEqual(['any.jpeg-1', 'any.noise-2']);
  });

  test('is none for other addresses', async () => {
    for (const hash of ['', '#degradation', '#train?recipe=AAAA', '#degradation?recipe='])
      expect(await draftFromHash(hash)).toBeUndefined();
  });

  test('that is damaged, no recipe, or made to fill memory is refused', async () => {
    const refused = (hash: string) => expect(draftFromHash(hash)).rejects;
    await refused('#degradation?recipe=AAAA').toThrow();
    await refused('#degradation?recipe=*').toThrow();
    await refused(hashOfBytes(Buffer.from('{"recipe":{}}'))).toThrow('A recipe has a list of steps.');
    await refused(`#degradation?recipe=${'A'.repeat(100_001)}`).toThrow('too long');
    // 50 MB in 50 kB.
    await refused(hashOfBytes(Buffer.alloc(50_000_000, ' '))).toThrow('too long');
  });
});
