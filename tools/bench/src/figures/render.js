import { megabytes, seconds } from '../shared/format';
import { machineLine } from '../shared/machine';
import { median } from '../shared/statistics';
import { SECTIONS } from './figure';
const row = (cells) => `| ${cells.join(' | ')} |`;
const markdown = (header, rows) => [header, header.map(() => '---'), ...rows].map(row).join('\n');
/** Time and memory of an entry; in brackets, how many times as long as `base` it took. */
const cell = (entry, base) => {
    if (!entry || entry.seconds.length === 0)
        return '-';
    const time = median(entry.seconds);
    const ratio = entry === base ? '' : ` (${(time / median(base.seconds)).toFixed(2)})`;
    return `${seconds(time)} s${ratio}, ${megabytes(entry.peakBytes)}`;
};
const figuresTable = (figures) => {
    const contenders = [
        ...new Set(figures.flatMap(({ entries }) => entries.map(({ contender }) => contender))),
    ];
    const rows = figures.map(({ name, entries }) => [
        name,
        ...contenders.map((contender) => cell(entries.find((entry) => entry.contender === contender), entries[0])),
    ]);
    return markdown(['', ...contenders], rows);
};
const HOW = 'Median of the runs and peak memory of the process; in brackets how many times as long as srkit (first column).';
const caption = ({ machine, versions }) => {
    const others = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    return [machineLine(machine), ...others].join(', ');
};
const sectionText = (figures, section) => {
    const measured = figures.sections[section];
    if (!measured)
        return undefined;
    return `${caption(figures)}. ${HOW}\n\n${figuresTable(measured)}`;
};
const innerLoopText = (figures) => {
    if (!figures.innerLoop)
        return undefined;
    const { build, multiplyAdd, product } = figures.innerLoop;
    const share = `${((100 * product) / multiplyAdd).toFixed(0)} %`;
    return `${caption(figures)}.\n\n${markdown(['GFLOP/s of one core', 'independent multiply-adds', 'the inner loop', 'share'], [[build, multiplyAdd.toFixed(1), product.toFixed(1), share]])}`;
};
const qualityText = ({ quality }) => quality &&
    markdown(['PSNR in dB, luma', 'bicubic', 'built-in model'], quality.map(({ name, bicubic, model }) => [name, bicubic.toFixed(2), model.toFixed(2)]));
/** What stands between a README's marks of this name; undefined where that was not measured. */
const render = (figures, name) => {
    if (name === 'inner-loop')
        return innerLoopText(figures);
    if (name === 'quality')
        return qualityText(figures);
    const section = SECTIONS.find((each) => each === name);
    if (!section)
        throw new Error(`A README asks for figures of '${name}'; there are ${SECTIONS.join(', ')}.`);
    return sectionText(figures, section);
};
const MARKED = /(<!-- figures: ([\w-]+) -->\n)[\s\S]*?(\n<!-- \/figures -->)/g;
/**
 * A README with the tables between its marks, `<!-- figures: NAME -->` and `<!-- /figures -->`, made anew from what was
 * measured, one for each run; what none of the runs has stays.
 */
export const renderReadme = (text, runs) => text.replace(MARKED, (whole, opening, name, closing) => {
    const texts = runs.map((figures) => render(figures, name)).filter((part) => part !== undefined);
    return texts.length > 0 ? `${opening}${texts.join('\n\n')}${closing}` : whole;
});
