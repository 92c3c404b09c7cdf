import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encodeImage, type Raster } from '@srkit/image';
import { writeDrawnModel } from '../../../../packages/datasets/src/lmr/testing/draw-model';
import { terminalTable } from '../figures/figures-table';
import { runCommand } from '../memory/run-command';
import { megabytes } from '../shared/format';
import { describeMachine, machineLines } from '../shared/machine';
import { withTemporaryFolder } from '../shared/temporary-folder';
import { UsageError } from '../shared/usage-error';

/** MegaDepth's largest scenes are of this size. */
const DEFAULTS = { photos: '5000', points: '2000000' };
/** Photos that see each point, and keypoints of each photo that belong to none. */
const SCENE = { track: 6, loose: 4000, width: 320, height: 240 };
/** After so many photos the colours begin again. */
const COLOURS = 128;
/** Beside this the threads of a machine with 4 GB have room. */
const BAR_BYTES = 1.5e9;

/** Photos of one colour, another one than those that see the same points. */
const drawPhotos = async (folder: string, count: number): Promise<void> => {
  await mkdir(folder);
  const { width, height } = SCENE;
  const files: Uint8Array[] = [];
  for (let i = 0; i < COLOURS; i++) {
    const colour = [(i * 40) % 256, (i * 90) % 256, (i * 160) % 256];
    const data = Uint8Array.from({ length: 3 * width * height }, (_, at) => colour[at % 3]!);
    const photo: Raster = { width, height, channels: 3, data };
    files.push(await encodeImage(photo, { format: 'jpeg' }));
  }
  for (let i = 0; i < count; i++) {
    await writeFile(join(folder, `${String(i).padStart(5, '0')}.jpg`), files[i % COLOURS]!);
  }
};

/** `npm run bench -- lmr`: the command on a made-up reconstruction, time and peak memory. */
export const benchLmr = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: {
      photos: { type: 'string', default: DEFAULTS.photos },
      points: { type: 'string', default: DEFAULTS.points },
    },
  });
  const [photos, points] = [Number(values.photos), Number(values.points)];
  if (!(Number.isInteger(photos) && Number.isInteger(points) && photos >= 12 && points >= photos)) {
    throw new UsageError('--photos has to be 12 or more, and --points as many or more.');
  }
  const machine = describeMachine();
  return withTemporaryFolder(async (folder) => {
    const at = (name: string): string => join(folder, name);
    console.error(`drawing ${photos} photos and ${points} points...`);
    await writeDrawnModel(at('sparse'), { ...SCENE, photos, points });
    await drawPhotos(at('images'), photos);
    const words = ['dataset', 'build-lmr', '--sparse', at('sparse'), '--images', at('images')];
    const { seconds, peakBytes } = await runCommand(
      [...words, '--scene', 'drawn', '--patch', '64', '--fill', '-o', at('lmr')],
      folder,
    );
    const { groups } = JSON.parse(await readFile(at('lmr/statistics.json'), 'utf8')) as {
      groups: { train: number; test: number };
    };
    const observations = points * SCENE.track;
    const name = `srkit dataset build-lmr, ${photos} photos, ${points} points, ${observations} observations: ${groups.train} + ${groups.test} groups`;
    console.log(machineLines(machine).join('\n'));
    console.log(terminalTable([{ name, entries: [{ contender: 'srkit', seconds: [seconds], peakBytes }] }]));
    const passed = peakBytes < BAR_BYTES;
    console.log(`${passed ? 'under' : 'OVER'} the bar of ${megabytes(BAR_BYTES)}`);
    return passed ? 0 : 1;
  });
};
