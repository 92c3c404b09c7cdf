import { describe, expect, it } from 'vitest';
import { drawn } from './testing';
import { trustMap } from './trust-map';

/** Each pixel four times, and what `more` adds. */
const repeated = ({ width, height, channels, data }, more = (_x, _y) => 0) => {
  const out = new Uint8Array(4 * data.length);
  for (let y = 0, to = 0; y < 2 * height; y++)
    for (let x = 0; x < 2 * width; x++)
      for (let c = 0; c < channels; c++)
        out[to++] = Math.min(255, data[((y >> 1) * width + (x >> 1)) * channels + c] + more(x, y));
  return { width: 2 * width, height: 2 * height, channels, data: out };
};
describe('trustMap', () => {
  it('finds nothing where every form gives the same', async () => {
    const picture = drawn(7, 5);
    const map = await trustMap(picture, repeated(picture), async (form) => repeated(form));
    expect(map.summary.forms).toBe(4);
    expect(map.summary.disagreement.largest).toBeLessThan(1e-3);
    expect(map.summary.infidelity.largest).toBeLessThan(1e-6);
  });
  it('finds where a result depends on how the picture lies, and where it is another picture', async () => {
    const picture = drawn(8, 6);
    // The left upper corner of any form is guessed.
    const enlarge = (form) => repeated(form, (x, y) => (x < 2 && y < 2 ? 20 : 0));
    const map = await trustMap(picture, enlarge(picture), async (form) => enlarge(form));
    const at = (x, y) => map.disagreement[y * map.width + x];
    const corner = (Math.sqrt(3) * 5) / 255;
    expect(at(0, 0)).toBeCloseTo(corner, 3);
    // Two forms have this corner there.
    expect(at(15, 0)).toBeCloseTo(10 / 255, 3);
    expect(at(0, 11)).toBeCloseTo(corner, 3);
    expect(at(8, 6)).toBeLessThan(1e-3);
    expect(map.infidelity[0]).toBeCloseTo(20 / 255, 3);
    expect(map.infidelity[1]).toBeLessThan(1e-6);
  });
  it('refuses a result of another scale', async () => {
    const picture = drawn(8, 6);
    await expect(trustMap(picture, drawn(12, 9), async (form) => form)).rejects.toThrow(/whole multiple/);
  });
});
