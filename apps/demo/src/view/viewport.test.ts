import { describe, expect, test } from 'vitest';
import { cornerOf, fitZoom, moveBy, type Viewport, WHOLE, zoomOf, zoomTo } from './viewport';

const view = { width: 800, height: 600 };
const picture = { width: 4000, height: 1500 };

/** Which pixel of the picture lies under a point of the view. */
const under = (viewport: Viewport, point: { x: number; y: number }): [x: number, y: number] => {
  const corner = cornerOf(viewport, view, picture);
  const zoom = zoomOf(viewport, view, picture);
  return [(point.x - corner.x) / zoom, (point.y - corner.y) / zoom];
};

describe('the part of a picture that is seen', () => {
  test('is all of it, in the middle, by whichever side is longer; small pictures grow to four times', () => {
    expect(fitZoom(view, picture)).toBe(0.2);
    expect(fitZoom(view, { width: 1500, height: 4000 })).toBe(0.15);
    expect(fitZoom(view, { width: 10, height: 10 })).toBe(4);
    expect(zoomOf(WHOLE, view, picture)).toBe(0.2);
    expect(cornerOf(WHOLE, view, picture)).toEqual({ x: 0, y: 150 });
  });

  test('keeps what is under the pointer there when the zoom changes', () => {
    const point = { x: 200, y: 450 };
    const near = zoomTo(WHOLE, 1, view, picture, { x: 400, y: 300 });
    const [x, y] = under(near, point);
    for (const zoom of [1.25, 2, 16]) {
      const next = zoomTo(near, zoom, view, picture, point);
      expect(next.zoom).toBe(zoom);
      expect(under(next, point)[0]).toBeCloseTo(x, 9);
      expect(under(next, point)[1]).toBeCloseTo(y, 9);
    }
    // By default that is the middle.
    expect(under(zoomTo(near, 3, view, picture), { x: 400, y: 300 })).toEqual([2000, 750]);
  });

  test('is neither larger than everything nor closer than sixteen times', () => {
    expect(zoomTo(WHOLE, 1000, view, picture).zoom).toBe(16);
    expect(zoomTo(WHOLE, 0.001, view, picture).zoom).toBe(0.2);
    // Of a picture that is enlarged to be seen, its own size.
    expect(zoomTo(WHOLE, 0.001, view, { width: 10, height: 10 }).zoom).toBe(1);
  });

  test('moves by pixels of the screen, up to the edges', () => {
    const near = zoomTo(WHOLE, 2, view, picture);
    expect(moveBy(near, 100, -50, view, picture)).toEqual({ x: 1950, y: 775, zoom: 2 });
    expect(cornerOf(moveBy(near, 1e6, 1e6, view, picture), view, picture)).toEqual({ x: 0, y: 0 });
    expect(cornerOf(moveBy(near, -1e6, -1e6, view, picture), view, picture)).toEqual({
      x: view.width - 2 * picture.width,
      y: view.height - 2 * picture.height,
    });
    expect(moveBy(WHOLE, 100, 100, view, picture)).toBe(WHOLE);
  });

  test('a side that fits stays in the middle', () => {
    const low = { width: 4000, height: 100 };
    const near = moveBy(zoomTo(WHOLE, 1, view, low), 0, 300, view, low);
    expect(cornerOf(near, view, low).y).toBe(250);
  });
});
