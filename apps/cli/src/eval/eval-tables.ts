import type { MetricName } from '@srkit/metrics';

/** What was measured of one picture. */
export interface EvalRow {
  readonly dataset: string;
  readonly picture: string;
  readonly model: string;
  readonly values: Partial<Record<MetricName, number>>;
  readonly seconds: number;
}

/** A contender: a network, or `bicubic`, which has nothing learned. */
export interface EvalModel {
  readonly name: string;
  readonly parameters: number;
  /** For 1280x720 pixels of output, as papers give them; null where they depend on the picture. */
  readonly multiplyAdds: number | null;
}

/** Means over the pictures of a data set. */
export interface EvalMean extends Omit<EvalRow, 'picture'> {
  readonly pictures: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

/** One mean for each data set and model, in the order in which they came. */
export const meansOf = (rows: readonly EvalRow[], metrics: readonly MetricName[]): EvalMean[] => {
  const groups = new Map<string, EvalRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.dataset, row.model]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => ({
    dataset: group[0]!.dataset,
    model: group[0]!.model,
    pictures: group.length,
    values: Object.fromEntries(metrics.map((m) => [m, mean(group.map(({ values }) => values[m]!))])),
    seconds: mean(group.map(({ seconds }) => seconds)),
  }));
};

/** Digits that a metric is given with in papers. */
const DIGITS: Readonly<Record<MetricName, number>> = {
  psnr: 2,
  ssim: 4,
  'ms-ssim': 4,
  lpips: 4,
  dists: 4,
  niqe: 2,
};

const millions = (count: number): string => (count === 0 ? '-' : `${(count / 1e6).toFixed(3)} M`);
const billions = (count: number | null): string =>
  count === null || count === 0 ? '-' : `${(count / 1e9).toFixed(1)} G`;

/** The table of means as rows of cells, its head first. */
export const tableOf = (
  means: readonly EvalMean[],
  models: readonly EvalModel[],
  metrics: readonly MetricName[],
): string[][] => [
  ['data set', 'model', 'parameters', 'multiply-adds', ...metrics, 's/picture'],
  ...means.map(({ dataset, model, values, seconds }) => {
    const facts = models.find(({ name }) => name === model)!;
    return [
      dataset,
      model,
      millions(facts.parameters),
      billions(facts.multiplyAdds),
      ...metrics.map((metric) => values[metric]!.toFixed(DIGITS[metric])),
      seconds.toFixed(2),
    ];
  }),
];

/** Columns of equal width for a terminal. */
export const asText = (cells: readonly (readonly string[])[]): string => {
  const widths = cells[0]!.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
  return cells
    .map((row) =>
      row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
};

export const asMarkdown = ([head, ...body]: readonly (readonly string[])[]): string =>
  [head!, head!.map((_, i) => (i < 2 ? '---' : '---:')), ...body]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`)
    .join('');

/** One line for each picture and model, values in full. */
export const asCsv = (rows: readonly EvalRow[], metrics: readonly MetricName[]): string => {
  const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map(({ dataset, picture, model, values, seconds }) =>
    [quoted(dataset), quoted(picture), quoted(model), ...metrics.map((m) => values[m]), seconds].join(','),
  );
  return `${[`dataset,picture,model,${metrics.join(',')},seconds`, ...lines].join('\n')}\n`;
};
