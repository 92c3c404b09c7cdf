/** A line of `curve.csv`. */
interface Point {
  readonly step: number;
  readonly loss: number;
}

const WIDTH = 720;
const HEIGHT = 300;
const LEFT = 64;
const BOTTOM = 40;
const TOP = 16;
/** Points of a mean: a single batch says little. */
const MEANS = 24;

const parse = (csv: string): Point[] =>
  csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .map(([step, , loss]) => ({ step: Number(step), loss: Number(loss) }));

const meanOf = (points: readonly Point[]): Point => {
  const mean = (pick: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  return { step: mean(({ step }) => step), loss: mean(({ loss }) => loss) };
};

/**
 * The training loss over the steps as an SVG, means of neighbouring points. The end of a run, which has another loss, is
 * told by its size and left out.
 *
 * @throws Error for a curve of fewer than two points.
 */
export const drawCurve = (csv: string, title: string): string => {
  const all = parse(csv);
  const typical = [...all].sort((a, b) => a.loss - b.loss)[all.length >> 1]?.loss ?? 0;
  const points = all.filter(({ loss }) => loss > typical / 3);
  const each = Math.ceil(points.length / MEANS);
  const means: Point[] = [];
  for (let i = 0; i < points.length; i += each) means.push(meanOf(points.slice(i, i + each)));
  if (means.length < 2) throw new Error(`The curve has ${all.length} points, expected two or more.`);
  const last = means.at(-1) as Point;
  const [least, most] = [Math.min, Math.max].map((pick) => pick(...means.map(({ loss }) => loss))) as [
    number,
    number,
  ];
  const x = (step: number): number => LEFT + ((WIDTH - LEFT - 16) * step) / last.step;
  const y = (loss: number): number => TOP + ((HEIGHT - TOP - BOTTOM) * (most - loss)) / (most - least);
  const path = means.map(({ step, loss }) => `${x(step).toFixed(1)},${y(loss).toFixed(1)}`).join(' ');
  const text = (at: number, down: number, anchor: string, label: string): string =>
    `<text x="${at}" y="${down}" text-anchor="${anchor}">${label}</text>`;
  const marks = [0, 0.5, 1].map((share) => {
    const loss = least + share * (most - least);
    const step = Math.round(share * last.step);
    return `${text(LEFT - 8, y(loss) + 4, 'end', loss.toFixed(4))}${text(x(step), HEIGHT - BOTTOM + 20, share === 1 ? 'end' : 'middle', String(step))}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#444">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<path d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - 16}" fill="none" stroke="#999"/>
<polyline points="${path}" fill="none" stroke="#0a66c2" stroke-width="1.5"/>
${marks.join('\n')}
${text(WIDTH / 2, HEIGHT - 4, 'middle', title)}
</svg>
`;
};
