import { describe, expect, it } from 'vitest';
import type { ColmapImage, ColmapModel } from './colmap/colmap-model';
import { SparseGeometry } from './sparse-geometry';

const camera = { id: 1, width: 1000, height: 600, fx: 500, fy: 500, cx: 500, cy: 300 };

/** A photo from the origin along z that sees these points. */
const photo = (id: number, points: readonly number[], xy: readonly number[]): ColmapImage => ({
  id,
  name: `${id}.png`,
  camera,
  rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
  translation: [0, 0, 0],
  points: Uint32Array.from(points),
  xy: Float64Array.from(xy),
});

/** Two points, seen at x = 250 and at x = 750. */
const model: ColmapModel = {
  images: [
    photo(1, [0, 1], [250, 300, 750, 300]),
    photo(2, [1], [750, 300]),
    photo(3, [0, 1], [20, 300, 750, 300]),
  ],
  pointIds: Float64Array.of(11, 12),
  positions: Float64Array.of(-1, 0, 2, 1, 0, 2),
  losses: { points: 0, keypoints: 0 },
};
const geometry = new SparseGeometry(model, new Set(), 'directional');

describe('a place in a reconstruction', () => {
  it('is where its keypoint is, in a photo that sees it', () => {
    const place = geometry.placeAt(0, [260, 310], 100)!;
    expect(place.point).toBe(11);
    // Moved, so that the patch lies in the photo.
    expect(place.centreIn(2)).toEqual([50, 300]);
  });

  it('is not in a photo whose nearest point lies out of the crop', () => {
    expect(geometry.placeAt(0, [260, 310], 100)!.centreIn(1)).toBeUndefined();
    expect(geometry.placeAt(0, [740, 310], 100)!.centreIn(1)).toEqual([750, 300]);
    // In a crop that shows both, the other point stands for it.
    expect(geometry.placeAt(0, [500, 300], 520)!.centreIn(1)).toEqual([740, 300]);
  });

  it('is not where a crop has no keypoint', () => {
    expect(geometry.placeAt(0, [500, 300], 100)).toBeUndefined();
  });
});
