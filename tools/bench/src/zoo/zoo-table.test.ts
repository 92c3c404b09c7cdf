import { expect, test } from 'vitest';
import { putBetweenMarks, zooTable } from './zoo-table';

test('the table goes between the marks of the page, again and again', () => {
  const rows = [
    { name: 'bicubic', architecture: '', scale: 4, parameters: 0, multiplyAdds: 0, psnr: { Set5: 28.4249 } },
    {
      name: 'a',
      architecture: 'SPAN',
      scale: 2,
      parameters: 146_328,
      multiplyAdds: 8.34e9,
      psnr: { Set5: 31 },
    },
  ].map((row, i) => ({
    ...row,
    secondsPerMegapixel: i === 0 ? undefined : 1.234,
    crop: i === 0 ? 1 : undefined,
  }));
  const cells = zooTable(rows, ['Set5']);
  const once = putBetweenMarks('before\n<!-- zoo -->\nold\n<!-- /zoo -->\nafter', cells, 'a machine');
  expect(once).toBe(`before
<!-- zoo -->
a machine

| model | network | parameters | multiply-adds | Set5 | s/megapixel | crop |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
| bicubic |  |  |  | 28.42 |  | 1 |
| a | SPAN x2 | 146,328 | 8.3 G | 31.00 | 1.23 |  |
<!-- /zoo -->
after`);
  expect(putBetweenMarks(once, cells, 'a machine')).toBe(once);
  expect(() => putBetweenMarks('nothing', cells, '')).toThrow('<!-- zoo -->');
});
