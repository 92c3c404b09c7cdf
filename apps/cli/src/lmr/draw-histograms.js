import sharp from 'sharp';
import { loadTypeface } from '../sheet/draw-sheet';
/** Sizes in pixels. */
const [WIDTH, HEIGHT, MARGIN, TEXT] = [480, 240, 40, 12];
const [PAPER, INK, BAR] = ['#ffffff', '#202020', '#5b7fa6'];
/** Bars of one histogram, with the ends of its axis and the largest count. */
const drawOne = ({ title, histogram: { most, counts } }, top, regular, bold) => {
    const largest = Math.max(1, ...counts);
    const width = WIDTH / counts.length;
    const bottom = top + HEIGHT;
    const bars = counts.map((count, i) => {
        const height = (count / largest) * (HEIGHT - 2 * TEXT);
        return `<rect fill="${BAR}" x="${MARGIN + i * width}" y="${bottom - height}" width="${width - 1}" height="${height}"/>`;
    });
    const last = `${most} and more`;
    const right = MARGIN + WIDTH - last.length * regular.advance * TEXT;
    const texts = [
        bold.outline(title, MARGIN, top, TEXT),
        regular.outline(`most: ${Math.max(...counts)} of ${counts.reduce((a, b) => a + b, 0)}`, MARGIN, top + TEXT + 4, TEXT),
        regular.outline('0', MARGIN, bottom + TEXT + 4, TEXT),
        regular.outline(most < 1.5 ? String(most) : last, most < 1.5 ? MARGIN + WIDTH - TEXT : right, bottom + TEXT + 4, TEXT),
    ];
    return `${bars.join('')}<path stroke="${INK}" d="M${MARGIN} ${bottom}h${WIDTH}"/><path fill="${INK}" d="${texts.join('')}"/>`;
};
/** Histograms below each other as a picture. */
export const drawHistograms = async (histograms) => {
    const [regular, bold] = [await loadTypeface(400), await loadTypeface(700)];
    const each = HEIGHT + 2 * MARGIN;
    const [width, height] = [WIDTH + 2 * MARGIN, each * histograms.length];
    const drawn = histograms.map((one, i) => drawOne(one, i * each + MARGIN, regular, bold));
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${PAPER}"/>${drawn.join('')}</svg>`;
    const data = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer();
    return { width, height, channels: 3, data };
};
