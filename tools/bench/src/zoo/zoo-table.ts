import { UsageError } from '../shared/usage-error';

/** A network of the zoo page. */
export interface ZooRow {
  readonly name: string;
  readonly architecture: string;
  readonly scale: number;
  readonly parameters: number;
  /** For 1280x720 pixels of output. */
  readonly multiplyAdds: number;
  /** In dB, by data set. */
  readonly psnr: Readonly<Record<string, number>>;
  /** Of output; undefined where it was not measured. */
  readonly secondsPerMegapixel: number | undefined;
  /** Its place in the picture of crops, from 1. */
  readonly crop: number | undefined;
}

const BEGIN = '<!-- zoo -->';
const END = '<!-- /zoo -->';

/** Cells of the table, its head first. */
export const zooTable = (rows: readonly ZooRow[], datasets: readonly string[]): string[][] => [
  ['model', 'network', 'parameters', 'multiply-adds', ...datasets, 's/megapixel', 'crop'],
  ...rows.map((row) => [
    row.name,
    row.architecture && `${row.architecture} x${row.scale}`,
    row.parameters === 0 ? '' : row.parameters.toLocaleString('en'),
    row.multiplyAdds === 0 ? '' : `${(row.multiplyAdds / 1e9).toFixed(1)} G`,
    ...datasets.map((name) => row.psnr[name]!.toFixed(2)),
    row.secondsPerMegapixel === undefined ? '' : row.secondsPerMegapixel.toFixed(2),
    row.crop === undefined ? '' : String(row.crop),
  ]),
];

/** The page with the table between its marks. @throws UsageError where there are none. */
export const putBetweenMarks = (page: string, cells: readonly string[][], machine: string): string => {
  const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (start < 0 || end < start) {
    throw new UsageError(
      `The page has no '${BEGIN}' and '${END}', expected both, for the table to go between.`,
    );
  }
  const [head, ...body] = cells as [string[], ...string[][]];
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  const rule = line(head.map((_, i) => (i < 2 ? '---' : '---:')));
  const text = [machine, '', line(head), rule, ...body.map(line)].join('\n');
  return `${page.slice(0, start)}${BEGIN}\n${text}\n${page.slice(end)}`;
};
