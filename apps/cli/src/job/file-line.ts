import type { UpscaleReport } from '@srkit/upscale';
import type { FileResult } from './file-result';
import { STDOUT } from './output-target';

/** From here on the user should know that there is a quicker way. */
const MUCH_OVERHEAD = 3;

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** `exact, halo 12, 4 tiles of 512x512`. */
export const tilesLine = ({ exact, halo, count, size, feather }: UpscaleReport['tiles']): string => {
  const tiles = count === 1 ? 'untiled' : `${plural(count, 'tile')} of ${size.join('x')}`;
  const seams = feather > 0 ? `, seams blended over ${2 * feather}` : '';
  return `${exact ? 'exact' : 'fast'}, halo ${halo}, ${tiles}${seams}`;
};

/** The line on stderr that follows each finished picture. */
export const fileLine = ({
  input,
  output,
  report,
  profile,
  seconds,
}: FileResult & { status: 'done' }): string => {
  const { input: from, output: to, model, backend, device, retries } = report;
  const result = output === STDOUT ? 'stdout' : output;
  return [
    `${input} ${from.width}x${from.height} -> ${result} ${to.width}x${to.height}`,
    model,
    device ? `${backend} (${device})` : backend,
    tilesLine(report.tiles),
    ...(retries.length > 0 ? [`${plural(retries.length, 'larger tile size')} did not fit the memory`] : []),
    ...(profile === 'dropped' ? ['without its colour profile, which the format cannot hold here'] : []),
    `${seconds.toFixed(1)} s`,
  ].join(' | ');
};

/** What exact tiling costs, when it costs a lot; undefined otherwise. */
export const overheadNote = ({ exact, overhead, halo }: UpscaleReport['tiles']): string | undefined =>
  exact && overhead > MUCH_OVERHEAD
    ? `note: exact tiles compute ${overhead.toFixed(1)} times the picture's pixels, because this network's halo is ${halo} pixels. --fast takes a narrow halo and blends the seams.`
    : undefined;
