import { megabytes, seconds } from '../shared/format';
import { BENCH_MODEL } from '../shared/load-model-state';
import { machineLine } from '../shared/machine';
import { median } from '../shared/statistics';
import { type Entry, type Figure, type Figures, SECTIONS, type Section } from './figure';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const markdown = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map(row).join('\n');

/** Time and memory of an entry; in brackets, how many times as long as `base` it took. */
const cell = (entry: Entry | undefined, base: Entry): string => {
  if (!entry || entry.seconds.length === 0) return '-';
  const time = median(entry.seconds);
  const ratio = entry === base ? '' : ` (${(time / median(base.seconds)).toFixed(2)})`;
  return `${seconds(time)} s${ratio}, ${megabytes(entry.peakBytes)}`;
};

const figuresTable = (figures: readonly Figure[]): string => {
  const contenders = [
    ...new Set(figures.flatMap(({ entries }) => entries.map(({ contender }) => contender))),
  ];
  const rows = figures.map(({ name, entries }) => [
    name,
    ...contenders.map((contender) =>
      cell(
        entries.find((entry) => entry.contender === contender),
        entries[0]!,
      ),
    ),
  ]);
  return markdown(['', ...contenders], rows);
};

const HOW =
  'Median of the runs and peak memory of the process; in brackets how many times as long as srkit (first column).';

const caption = ({ machine, versions }: Figures): string => {
  const others = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [machineLine(machine), ...others].join(', ');
};

const sectionText = (figures: Figures, section: Section): string | undefined => {
  const measured = figures.sections[section];
  if (!measured) return undefined;
  return `${caption(figures)}. ${HOW}\n\n${figuresTable(measured)}`;
};

const innerLoopText = (figures: Figures): string | undefined => {
  if (!figures.innerLoop) return undefined;
  const { build, multiplyAdd, product } = figures.innerLoop;
  const share = `${((100 * product) / multiplyAdd).toFixed(0)} %`;
  return `${caption(figures)}.\n\n${markdown(
    ['GFLOP/s of one core', 'independent multiply-adds', 'the inner loop', 'share'],
    [[build, multiplyAdd.toFixed(1), product.toFixed(1), share]],
  )}`;
};

const qualityText = ({ quality }: Figures): string | undefined =>
  quality &&
  markdown(
    ['PSNR in dB, luma', 'bicubic', BENCH_MODEL],
    quality.map(({ name, bicubic, model }) => [name, bicubic.toFixed(2), model.toFixed(2)]),
  );

/** What stands between a README's marks of this name; undefined where that was not measured. */
const render = (figures: Figures, name: string): string | undefined => {
  if (name === 'inner-loop') return innerLoopText(figures);
  if (name === 'quality') return qualityText(figures);
  const section = SECTIONS.find((each) => each === name);
  if (!section) throw new Error(`A README asks for figures of '${name}'; there are ${SECTIONS.join(', ')}.`);
  return sectionText(figures, section);
};

const MARKED = /(<!-- figures: ([\w-]+) -->\n)[\s\S]*?(\n<!-- \/figures -->)/g;

/**
 * A README with the tables between its marks, `<!-- figures: NAME -->` and `<!-- /figures -->`, made anew from what was
 * measured, one for each run; what none of the runs has stays.
 */
export const renderReadme = (text: string, runs: readonly Figures[]): string =>
  text.replace(MARKED, (whole, opening: string, name: string, closing: string) => {
    const texts = runs.map((figures) => render(figures, name)).filter((part) => part !== undefined);
    return texts.length > 0 ? `${opening}${texts.join('\n\n')}${closing}` : whole;
  });
