import type { Raster } from '@srkit/core';
import type { MatchMap } from '@srkit/upscale';
import { expect, it } from 'vitest';
import { draw } from '../testing/pictures';
import { CATEGORIES, NOTHING, OTHERS } from './colours';
import { drawMatchMap } from './draw-match-map';
import { drawMatchSheet, spreadPoints } from './draw-match-sheet';
import { othersText, shortened, shownReferences } from './shown-references';

const SHARES = [0.05, 0.3, 0.1, 0.02, 0.2, 0.01, 0.08, 0.04, 0.15, 0.05];
const references = SHARES.map((share, i) => ({
  ...{ name: `folder/${i}.jpg`, width: 40, height: 30, used: i !== 4, share: i === 4 ? 0 : share },
  picture: draw({ width: 40, height: 30 }),
}));

/** A result of 32x24 for a picture of 8x6, matched with the second reference, one cell to the right of where it is. */
const map: MatchMap = {
  ...{ width: 32, height: 24, columns: 8, rows: 6 },
  reference: new Int16Array(32 * 24).fill(1),
  weight: new Float32Array(32 * 24).fill(0.9),
  weights: [],
  matched: new Int16Array(48).fill(1),
  correlation: Float32Array.from({ length: 48 }, (_, i) => i / 48),
  position: Float32Array.from({ length: 96 }, (_, i) =>
    i % 2 === 0 ? 4 * (((i >> 1) % 8) + 1.5) : 4 * (Math.floor(i / 16) + 0.5),
  ),
};
const result = draw({ width: 32, height: 24 });

const pixel = ({ width, data }: Raster, x: number, y: number): number[] =>
  Array.from(data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3));

it('tells apart the references that weigh most, and has one colour for the rest', () => {
  const { shown, others, colourOf } = shownReferences(references);
  expect(shown.map(({ index }) => index)).toEqual([1, 8, 2, 6, 0, 9, 7]);
  expect(shown.map(({ index }) => colourOf(index))).toEqual(CATEGORIES);
  expect([others.count, others.share]).toEqual([2, expect.closeTo(0.03, 9)]);
  expect(othersText(others)).toBe('3 %  2 others');
  expect([colourOf(3), colourOf(5), colourOf(-1)]).toEqual([OTHERS, OTHERS, NOTHING]);
  expect(shownReferences(references.slice(0, 2)).others.count).toBe(0);
  expect([shortened('a/long/name.jpg', 9), shortened('b.jpg', 9)]).toEqual(['…name.jpg', 'b.jpg']);
});

it('joins by lines what was matched, corners first, all over the picture', async () => {
  const points = spreadPoints(result, map, 12);
  expect(points.length).toBe(12);
  expect(
    new Set(points.map(({ column, row }) => `${Math.floor(column / 2)} ${Math.floor(row / 2)}`)).size,
  ).toBe(12);
  expect(spreadPoints(result, { ...map, matched: new Int16Array(48).fill(-1) })).toEqual([]);
  // One corner of a grey picture is where a person can tell the place.
  const grey: Raster = { width: 32, height: 24, channels: 1, data: new Uint8Array(32 * 24) };
  for (let y = 13; y < 24; y++) grey.data.fill(255, y * 32 + 17, y * 32 + 32);
  const [corner] = spreadPoints(grey, map, 1);
  expect([3, 4]).toContain(corner!.column);
  expect([2, 3]).toContain(corner!.row);
  const one = references.slice(0, 2).map((each, i) => ({ ...each, used: i === 1 }));
  const sheet = await drawMatchSheet(result, map, one);
  // Up to what drawing rounds.
  const isColour = (found: number[]): boolean =>
    found.every((value, c) => Math.abs(value - CATEGORIES[0]![c]!) <= 2);
  // The result is 800 pixels wide and begins at 20; the reference is 600 high, as the result is, and begins 60 to its right.
  for (const { column, row, at } of spreadPoints(result, map)) {
    expect(
      isColour(pixel(sheet, Math.round(20 + (column + 0.5) * 100), Math.round(20 + (row + 0.5) * 100))),
    ).toBe(true);
    const factor = 600 / 30;
    const [x, y] = [map.position[2 * at]! * factor, map.position[2 * at + 1]! * factor];
    expect(isColour(pixel(sheet, Math.round(20 + 800 + 60 + x), Math.round(20 + y)))).toBe(true);
  }
});

it('stands more than two references on both sides of the result, and no more than are told apart', async () => {
  const sheetOf = (count: number) => drawMatchSheet(result, map, references.slice(0, count));
  const [two, three, all] = [await sheetOf(2), await sheetOf(3), await sheetOf(10)];
  expect(three.width).toBeGreaterThan(two.width);
  expect(two.height).toBe(20 + 600 + 26 + 20);
  // Four below each other at the right, and a line for those that have no place.
  expect(all.height).toBe(20 + 4 * (240 + 26) + 18 + 20);
});

it('draws a map for any number of references, none among them', async () => {
  const none = references.map((each) => ({ ...each, used: false, share: 0 }));
  const nothing = { ...map, reference: map.reference.map(() => -1), matched: map.matched.map(() => -1) };
  const [few, many, empty] = await Promise.all([
    drawMatchMap(result, map, references.slice(0, 2)),
    drawMatchMap(result, map, references),
    drawMatchMap(result, nothing, none),
  ]);
  expect(few!.width).toBe(many!.width);
  expect(many!.height).toBeGreaterThan(few!.height);
  expect(empty!.height).toBe(few!.height);
  // No panel claims anything then: all are grey.
  const isGrey = ([r, g, b]: number[]): boolean => r === g && g === b;
  const middles = [
    [300, 200],
    [960, 200],
    [300, 760],
    [960, 760],
  ] as const;
  expect(middles.map(([x, y]) => isGrey(pixel(empty!, x, y)))).toEqual([true, true, true, true]);
  expect(middles.map(([x, y]) => isGrey(pixel(few!, x, y)))).toEqual([false, false, false, false]);
});
