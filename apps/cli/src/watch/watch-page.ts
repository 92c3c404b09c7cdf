/** What the browser gets: one page, its style and its script, without anything from elsewhere. */

export const PAGE_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>srkit training</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body>
<header><h1 id="name">Training</h1><p id="state">waiting for the first lines of the log</p></header>
<main>
<section id="curves" aria-label="curves"></section>
<section id="previews" hidden>
<h2>Preview <span id="shown"></span></h2>
<input id="which" type="range" min="0" max="0" value="0" aria-label="iteration">
<p class="columns">LQ, bicubic, result, result of the average (where there is one), ground truth</p>
<img id="preview" alt="validation pictures">
</section>
<section id="said" hidden><h2>Notes</h2><ul id="notes"></ul></section>
</main>
</body>
</html>
`;

export const PAGE_CSS = `
:root { color-scheme: light dark; --ink: #1d2328; --soft: #67727c; --line: #d7dce0; --paper: #fff; --curve: #0a6cbd; --other: #c4512d; --third: #3c8446; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaed; --soft: #98a3ac; --line: #3a4249; --paper: #14181b; --curve: #58aef2; --other: #f08a66; --third: #79c586; } }
body { margin: 0 auto; padding: 1.5rem; max-width: 84rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { margin: 0; font-size: 1.3rem; } h2 { margin: 0 0 .3rem; font-size: 1rem; }
#state, .columns { margin: 0 0 1rem; color: var(--soft); }
#curves { display: grid; grid-template-columns: repeat(auto-fill, minmax(22rem, 1fr)); gap: 1.25rem; }
figure { margin: 0; } figcaption { display: flex; justify-content: space-between; font-weight: 600; }
figcaption output { font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; height: 11rem; overflow: visible; }
svg text { font-size: 11px; fill: var(--soft); font-variant-numeric: tabular-nums; }
svg line { stroke: var(--line); } svg polyline { fill: none; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
section { margin-bottom: 1.75rem; } #which { width: 100%; } #preview { max-width: 100%; }
`;

export const PAGE_JS = `
const SVG = 'http://www.w3.org/2000/svg';
const [WIDTH, HEIGHT, LEFT, BOTTOM] = [360, 170, 52, 18];
const EVERY_MS = 2000;
const COLOURS = ['var(--curve)', 'var(--other)', 'var(--third)'];
const at = (id) => document.getElementById(id);
let from = 0;
let rest = '';
let curves = new Map();
let facts = {};
let notes = [];

const forget = () => { from = 0; rest = ''; curves = new Map(); notes = []; facts = {}; };

const point = (group, name, iteration, value) => {
  if (!Number.isFinite(value)) return;
  if (!curves.has(group)) curves.set(group, new Map());
  const lines = curves.get(group);
  if (!lines.has(name)) lines.set(name, []);
  lines.get(name).push([iteration, value]);
};

const take = (entry) => {
  const { event, iteration } = entry;
  if (event === 'start') {
    facts = { ...facts, name: entry.recipe?.name, kind: entry.recipe?.kind, total: entry.recipe?.totalIter, backend: entry.backend };
  } else if (event === 'losses') {
    facts.iteration = iteration;
    facts.seconds = entry.seconds;
    facts.time = entry.time;
    for (const [name, value] of Object.entries(entry.losses ?? {}))
      if (name.startsWith('grad_norm')) point('gradient norms', name, iteration, value);
      else point(name, name, iteration, value);
    for (const [name, value] of Object.entries(entry.lr ?? {})) point('learning rates', name, iteration, value);
  } else if (event === 'validation') {
    for (const [name, value] of Object.entries(entry.metrics ?? {})) point('validation: ' + name, name, iteration, value);
  } else if (event === 'note') {
    notes.push(iteration + ': ' + entry.note);
  }
};

const short = (value) => value === 0 || (Math.abs(value) >= 0.01 && Math.abs(value) < 1e5) ? String(Number(value.toPrecision(4))) : value.toExponential(1);

const element = (name, attributes, text) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
};

/** Fewer points than pixels: means of neighbours. */
const thinned = (points) => {
  const size = Math.ceil(points.length / WIDTH);
  if (size === 1) return points;
  const out = [];
  for (let i = 0; i < points.length; i += size) {
    const part = points.slice(i, i + size);
    out.push([part.at(-1)[0], part.reduce((sum, p) => sum + p[1], 0) / part.length]);
  }
  return out;
};

const chart = (title, lines) => {
  const figure = document.createElement('figure');
  const caption = document.createElement('figcaption');
  const last = document.createElement('output');
  last.textContent = [...lines.values()].map((points) => short(points.at(-1)[1])).join(', ');
  caption.append(title, last);
  const drawn = [...lines].map(([name, points]) => [name, thinned(points)]);
  const all = drawn.flatMap(([, points]) => points);
  const [xs, ys] = [all.map((p) => p[0]), all.map((p) => p[1])];
  const bounds = (values) => values.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]);
  const [[left, right], [low, high]] = [bounds(xs), bounds(ys)];
  const x = (value) => LEFT + ((value - left) / (right - left || 1)) * (WIDTH - LEFT - 4);
  const y = (value) => 8 + (1 - (value - low) / (high - low || 1)) * (HEIGHT - BOTTOM - 12);
  const svg = element('svg', { viewBox: '0 0 ' + WIDTH + ' ' + HEIGHT, role: 'img', 'aria-label': title });
  for (const value of new Set([low, high])) {
    svg.append(element('line', { x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value) }));
    svg.append(element('text', { x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, short(value)));
  }
  svg.append(element('text', { x: LEFT, y: HEIGHT - 2 }, left));
  svg.append(element('text', { x: WIDTH, y: HEIGHT - 2, 'text-anchor': 'end' }, right));
  drawn.forEach(([name, points], i) => {
    const line = element('polyline', { stroke: COLOURS[i % COLOURS.length], points: points.map((p) => x(p[0]).toFixed(1) + ',' + y(p[1]).toFixed(1)).join(' ') });
    line.append(element('title', {}, name));
    svg.append(line);
    if (points.length === 1) svg.append(element('circle', { cx: x(points[0][0]), cy: y(points[0][1]), r: 2.5, fill: COLOURS[i % COLOURS.length] }));
    if (drawn.length > 1) svg.append(element('text', { x: WIDTH, y: 20 + 13 * i, 'text-anchor': 'end', style: 'fill:' + COLOURS[i % COLOURS.length] }, name));
  });
  figure.append(caption, svg);
  return figure;
};

const clock = (seconds) => {
  const whole = Math.round(seconds);
  const two = (value) => String(value).padStart(2, '0');
  return (whole >= 3600 ? Math.floor(whole / 3600) + ':' + two(Math.floor(whole / 60) % 60) : Math.floor(whole / 60)) + ':' + two(whole % 60);
};

const show = () => {
  at('name').textContent = facts.name ?? 'Training';
  document.title = (facts.iteration ? facts.iteration + '/' + facts.total + ' ' : '') + (facts.name ?? 'srkit training');
  if (facts.total) {
    const { iteration = 0, total, seconds, kind, backend } = facts;
    const left = iteration > 0 && seconds ? ', ' + clock((seconds / iteration) * (total - iteration)) + ' left' : '';
    at('state').textContent = kind + ' on ' + backend + ': iteration ' + iteration + ' of ' + total + (iteration >= total ? ', done' : left);
  }
  at('curves').replaceChildren(...[...curves].map(([title, lines]) => chart(title, lines)));
  at('said').hidden = notes.length === 0;
  at('notes').replaceChildren(...notes.slice(-20).reverse().map((note) => Object.assign(document.createElement('li'), { textContent: note })));
};

let previews = [];
const showPreview = () => {
  const name = previews[Number(at('which').value)];
  if (!name) return;
  at('shown').textContent = 'at iteration ' + Number(name.slice(0, -4));
  const source = '/previews/' + name;
  if (at('preview').getAttribute('src') !== source) at('preview').setAttribute('src', source);
};
at('which').addEventListener('input', showPreview);

const look = async () => {
  try {
    for (;;) {
      const answer = await fetch('/log?from=' + from);
      // The log got shorter: a training went back to an earlier state.
      if (answer.status === 416) { forget(); continue; }
      const text = await answer.text();
      from = Number(answer.headers.get('x-next'));
      const lines = (rest + text).split('\\n');
      rest = lines.pop();
      for (const line of lines) {
        try { take(JSON.parse(line)); } catch { /* The line that a process was killed in. */ }
      }
      if (text === '') break;
    }
    const found = await (await fetch('/previews')).json();
    if (found.length !== previews.length) {
      const atEnd = Number(at('which').value) >= previews.length - 1;
      previews = found;
      at('which').max = String(Math.max(0, found.length - 1));
      if (atEnd) at('which').value = String(found.length - 1);
      at('previews').hidden = found.length === 0;
    }
    show();
    showPreview();
  } catch {
    if (facts.total) at('state').textContent = 'the training ended, or is out of reach (iteration ' + (facts.iteration ?? 0) + ' of ' + facts.total + ')';
  }
  setTimeout(look, EVERY_MS);
};
look();
`;
