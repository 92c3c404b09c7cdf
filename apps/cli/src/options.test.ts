import { expect, it } from 'vitest';
import { defaultMemory, integerBetween, mostMemory, numberBetween, parseBytes, parseTile } from './options';

const MIB = 2 ** 20;

it.each([
  ['2G', 2048 * MIB],
  ['512m', 512 * MIB],
  ['1.5 GiB', 1536 * MIB],
  ['800000000', 800_000_000],
  ['64kb', 65_536],
])('reads %s as a size', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

it.each(['', 'G', '-1G', '0', '1e9', '2X', '9999999T'])('does not read %j as a size', (text) => {
  expect(() => parseBytes(text)).toThrow('Expected a size');
});

it('reads plain decimal numbers and nothing else', () => {
  expect([numberBetween(0, 4)('.5'), numberBetween(0, 4)('4'), integerBetween(1, 9)('7')]).toEqual([
    0.5, 4, 7,
  ]);
  for (const text of ['', ' ', '0x2', '1e0', 'NaN', '5', '-1']) {
    expect(() => numberBetween(0, 4)(text)).toThrow('from 0 to 4');
  }
  expect(() => numberBetween(0, 4, { exclusive: true })('0')).toThrow('above 0, at most 4');
  expect(() => integerBetween(1, 9)('2.5')).toThrow('an integer from 1 to 9');
});

it('reads a tile side, 0 and auto', () => {
  expect([parseTile('auto'), parseTile('0'), parseTile('256')]).toEqual(['auto', 0, 256]);
  for (const text of ['-1', '70000', 'big']) expect(() => parseTile(text)).toThrow('Expected auto');
});

it('takes half of the free memory, within bounds', () => {
  expect([100, 2048, 65_536].map((free) => defaultMemory(free * MIB) / MIB)).toEqual([256, 1024, 3072]);
});

it('goes on with the memory of an earlier start while that is well below what is free', () => {
  expect([100, 1500, 65_536].map((free) => Math.round(mostMemory(free * MIB) / MIB))).toEqual([
    256, 1000, 43_691,
  ]);
  // What a start takes is gone on with after a quarter of the free memory went elsewhere.
  for (const free of [600, 2048, 6000]) {
    expect(defaultMemory(free * MIB)).toBeLessThanOrEqual(mostMemory(0.75 * free * MIB));
  }
});
