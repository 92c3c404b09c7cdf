import '@srkit/backend-wasm';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { cropRaster } from '@srkit/core';
import { decodeImage, writeImage } from '@srkit/image';
import { loadModel } from '@srkit/models';
import { setBackend } from '@tensorflow/tfjs-core';
import { userPath } from '../shared/folders';
import { modelSource } from '../shared/load-model-state';
import { table } from '../shared/table';
import { UsageError } from '../shared/usage-error';
import { compareTilings, type TilingResult, tilings } from './compare-tilings';
import { drawDifferences } from './draw-difference';

const MIB = 2 ** 20;

const row = ({ name, largest, mean, share, computed, time }: TilingResult): string[] => [
  name,
  String(largest),
  mean.toFixed(2),
  `${(100 * share).toFixed(share < 0.01 ? 2 : 0)} %`,
  computed.toFixed(2),
  time.toFixed(2),
  (time / computed).toFixed(2),
];

/** `npm run bench -- tiles`. */
export const benchTiles = async (args: string[]): Promise<number> => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      model: { type: 'string' },
      size: { type: 'string', default: '384x320' },
      memory: { type: 'string', default: '150' },
      draw: { type: 'string' },
    },
  });
  const [, width, height] = /^(\d+)x(\d+)$/.exec(values.size) ?? [];
  if (!width || !height) throw new UsageError(`--size is '${values.size}', expected WxH.`);
  if (positionals.length === 0) throw new UsageError('Give at least one picture.');
  const { name, source } = modelSource(values.model);
  await setBackend('srkit-wasm');
  const model = await loadModel(source);
  for (const path of positionals) {
    const file = await decodeImage(userPath(path));
    if (file.channels !== 3) throw new UsageError(`${path} has ${file.channels} channels, expected RGB.`);
    const size = {
      width: Math.min(file.width, Number(width)),
      height: Math.min(file.height, Number(height)),
    };
    const [left, top] = [(file.width - size.width) >> 1, (file.height - size.height) >> 1];
    const picture = cropRaster(file, { left, top, ...size });
    const { whole, results } = await compareTilings(model, picture, tilings(Number(values.memory) * MIB));
    console.log(`\n${name}, the middle ${size.width}x${size.height} of ${basename(path)}, beside one piece`);
    const header = [
      '',
      'largest difference',
      'mean',
      'samples that differ',
      'computes',
      'time',
      'time per computed pixel',
    ];
    console.log(table(header, results.map(row)));
    if (values.draw !== undefined) {
      const shown = [results[0]!, results.at(-1)!].map(({ image }) => image);
      await writeImage(userPath(values.draw), drawDifferences(whole, shown), {
        format: 'png',
        overwrite: true,
      });
    }
  }
  model.dispose();
  return 0;
};
