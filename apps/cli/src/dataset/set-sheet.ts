import type { Sample } from '@srkit/datasets';
import { type Raster, resizePillow } from '@srkit/image';
import { drawSheet, type Panel } from '../sheet/draw-sheet';

/** A picture of a sample and what it is there. */
export interface Role {
  readonly role: 'ground truth' | 'low resolution' | 'warped' | 'reference';
  readonly picture: Raster;
  readonly name: string;
}

interface Pictures extends Sample {
  readonly gt?: Raster | { readonly width: number; readonly height: number; readonly data: Float32Array };
  readonly lq?: Raster;
  readonly up?: Raster;
  readonly warpedUp?: Raster;
  readonly refs?: readonly Raster[];
  readonly refNames?: readonly string[];
}

const bytes = (picture: NonNullable<Pictures['gt']>): Raster =>
  picture.data instanceof Float32Array
    ? {
        width: picture.width,
        height: picture.height,
        channels: 3,
        data: Uint8Array.from(picture.data, (v) => Math.min(255, Math.max(0, Math.round(v * 255)))),
      }
    : (picture as Raster);

/** The pictures of a sample of any set, the ground truth first. */
export const picturesOfSample = (sample: Sample): Role[] => {
  const { name, gt, lq, warpedUp, refs = [], refNames = [] } = sample as Pictures;
  return [
    ...(gt ? [{ role: 'ground truth', picture: bytes(gt), name } as const] : []),
    ...(lq ? [{ role: 'low resolution', picture: lq, name } as const] : []),
    ...(warpedUp ? [{ role: 'warped', picture: warpedUp, name } as const] : []),
    ...refs.map((picture, i) => ({ role: 'reference', picture, name: refNames[i] ?? '' }) as const),
  ];
};

/** What a picture is shown in. */
const CELL = 240;

/** Within the cell, on white. */
const inCell = (picture: Raster): Raster => {
  const scale = Math.min(CELL / picture.width, CELL / picture.height);
  const [height, width] = [picture.height, picture.width].map((side) =>
    Math.max(1, Math.round(side * scale)),
  );
  const fitted = resizePillow(picture, [height as number, width as number], scale < 1 ? 'bicubic' : 'box');
  const data = new Uint8Array(CELL * CELL * 3).fill(255);
  for (let y = 0; y < fitted.height; y++) {
    const row = fitted.data.subarray(y * fitted.width * 3, (y + 1) * fitted.width * 3);
    data.set(row, y * CELL * 3);
  }
  return { width: CELL, height: CELL, channels: 3, data };
};

/** A contact sheet of samples: each picture with its role, size and name. */
export const setSheet = (samples: readonly Sample[]): Promise<Raster> => {
  const panels = samples.flatMap((sample) =>
    picturesOfSample(sample).map(
      ({ role, picture, name }): Panel => ({
        picture: inCell(picture),
        title: name,
        lines: [`${role}, ${picture.width}x${picture.height}`],
      }),
    ),
  );
  return drawSheet(panels);
};
