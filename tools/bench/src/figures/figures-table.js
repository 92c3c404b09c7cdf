import { megabytes, seconds } from '../shared/format';
import { median } from '../shared/statistics';
import { table } from '../shared/table';
const HEADER = ['', 'contender', 'median s', 'runs', '/srkit', 'peak'];
/** Figures as a table for the terminal, a line for each contender. Ratios are times over times: above 1 is slower. */
export const terminalTable = (figures) => table(HEADER, figures.flatMap(({ name, entries }) => entries.map(({ contender, seconds: times, peakBytes }, i) => [
    i === 0 ? name : '',
    contender,
    seconds(median(times)),
    String(times.length),
    (median(times) / median(entries[0].seconds)).toFixed(2),
    megabytes(peakBytes),
])));
