import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeImage, type Raster, resizePillow } from '@srkit/image';
import { type Pictures, pictureAt } from './pictures';
import { randomAt } from './random';
import { type Place, toRaster, viewOf } from './warp';

/** Side of all pictures that are made, in pixels. */
const SIDE = 160;
const HALF = SIDE / 2;
/** References of a group. */
const REFERENCES = 5;

/** Shares of references that show something else, that are the enlarged target itself, and of groups of which none helps. */
const UNRELATED = 0.2;
const ITSELF = 0.08;
const HOPELESS = 0.1;

const SIZES = [1, 0.75] as const;

export interface GroupsOptions {
  readonly seed: number;
  readonly groups: number;
  /** LMR groups of real scenes, as `srkit dataset build-lmr` leaves them; their rows come as often as those that are made. */
  readonly scenes: string | undefined;
}

type Draw = () => number;

const drawer = (seed: number, step: number): Draw => {
  let index = 0;
  return () => randomAt(seed, step, index++);
};

const between = (draw: Draw, low: number, high: number): number => low + (high - low) * draw();

/** A view of about the same place: turned, nearer or further, moved, and seen from another side. */
const nearby = (draw: Draw, [x0, y0]: Place): ((x: number, y: number) => Place) => {
  const angle = between(draw, -0.16, 0.16);
  const size = Math.exp(between(draw, Math.log(0.75), Math.log(1.2)));
  const [px, py] = [between(draw, -6e-4, 6e-4), between(draw, -6e-4, 6e-4)];
  const [mx, my] = [between(draw, -24, 24), between(draw, -24, 24)];
  const [cos, sin] = [Math.cos(angle) * size, Math.sin(angle) * size];
  return (x, y) => {
    const [u, v] = [x - HALF, y - HALF];
    const depth = 1 + px * u + py * v;
    return [x0 + mx + (cos * u - sin * v) / depth, y0 + my + (sin * u + cos * v) / depth];
  };
};

/** Another light and camera: contrast, colour, tone and a little noise. */
const relit = (values: Float32Array, draw: Draw): Float32Array => {
  const gains = [0, 1, 2].map(() => between(draw, 0.94, 1.06));
  const gain = between(draw, 0.8, 1.2);
  const gamma = Math.exp(between(draw, -0.2, 0.2));
  const noise = between(draw, 0, 1.5);
  return values.map((value, i) => {
    const lit = Math.max(0, (value / 255) * gain * (gains[i % 3] as number)) ** gamma;
    return 255 * lit + noise * (draw() + draw() + draw() - 1.5) * 2;
  });
};

const enlargedAgain = (target: Raster): Raster =>
  resizePillow(resizePillow(target, [SIDE / 4, SIDE / 4], 'bicubic'), [SIDE, SIDE], 'bicubic');

const HEAD = 'target,H,M1,M2,L1,L2,p0,p1,p2,p3,p4,p5,scene';
const NAMES = ['target.png', '1.png', '2.png', '3.png', '4.png', '5.png'] as const;
const CENTRES = NAMES.map(() => `"[${HALF}, ${HALF}]"`).join(',');

/** What `srkit dataset build-lmr` leaves: a table, and the scenes' photos in a folder. */
const TABLE = 'train.csv';
const PHOTOS = 'train';

/**
 * What `srkit-ref-x4` learns from: squares for its extractor (`input/`), and groups of a target with five references as LMR has
 * them (`groups.csv`), made of single photos by homographies and other light, with references that do not help among them.
 */
export const makeGroups = async (
  pictures: Pictures,
  out: string,
  { seed, groups, scenes }: GroupsOptions,
): Promise<{ readonly made: number; readonly real: number }> => {
  await mkdir(join(out, 'input'), { recursive: true });
  const rows: string[] = [];
  const reduced = new Map<string, Raster>();
  const sourceAt = (index: number, size: number): Raster => {
    const whole = pictureAt(pictures, index);
    if (size === 1) return whole;
    const key = `${index} ${size}`;
    const sides = [Math.round(whole.height * size), Math.round(whole.width * size)] as const;
    const found = reduced.get(key) ?? resizePillow(whole, sides, 'bicubic');
    reduced.set(key, found);
    return found;
  };
  for (let group = 0; group < groups; group++) {
    const draw = drawer(seed, group);
    const size = SIZES[Math.floor(draw() * SIZES.length)] as number;
    const source = sourceAt(group % pictures.count, size);
    const anywhere = ({ width, height }: Raster): Place => [
      Math.round(between(draw, HALF, width - HALF)),
      Math.round(between(draw, HALF, height - HALF)),
    ];
    const plain = (raster: Raster, [x0, y0]: Place): Raster =>
      toRaster(
        viewOf(raster, SIDE, (x, y) => [x0 + x - HALF, y0 + y - HALF]),
        SIDE,
      );
    const centre = anywhere(source);
    const target = plain(source, centre);
    const hopeless = draw() < HOPELESS;
    const all: Raster[] = [target];
    for (let i = 0; i < REFERENCES; i++) {
      const kind = draw();
      if (hopeless || kind < UNRELATED) {
        const other = sourceAt(Math.floor(draw() * pictures.count), size);
        all.push(plain(other, anywhere(other)));
      } else if (kind < UNRELATED + ITSELF) all.push(enlargedAgain(target));
      else all.push(toRaster(relit(viewOf(source, SIDE, nearby(draw, centre)), draw), SIDE));
    }
    const scene = `made-${group}`;
    await mkdir(join(out, scene), { recursive: true });
    await Promise.all(
      all.map(async (raster, i) => {
        const bytes = await encodeImage(raster, { format: 'png' });
        await writeFile(join(out, scene, NAMES[i] as string), bytes);
        if (i === 0) await writeFile(join(out, 'input', `${scene}.png`), bytes);
      }),
    );
    rows.push(`${NAMES.join(',')},${CENTRES},${scene}`);
  }
  const real: string[] = [];
  if (scenes !== undefined) {
    const table = await readFile(join(scenes, TABLE), 'utf8');
    real.push(...table.trim().split(/\r?\n/).slice(1));
    await cp(join(scenes, PHOTOS), out, { recursive: true });
  }
  // As many rows of real scenes as of those that are made.
  const repeated = real.length === 0 ? [] : Array.from({ length: groups }, (_, i) => real[i % real.length]!);
  await writeFile(join(out, 'groups.csv'), `${[HEAD, ...rows, ...repeated].join('\n')}\n`);
  return { made: rows.length, real: real.length };
};
