// How soon the demo site answers on a phone: npm run demo:timing. Needs Chromium. The values are those that Lighthouse has for
// phones: 1.6 Mbit/s, 150 ms of latency, a processor four times slower. The cache is empty, and files are compressed.
// Times are the middle ones of some visits; on a busy machine they are longer, while bytes and time of the processor stay.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { buildPage } from '../tests/support/build-page';
import { findChromium } from '../tests/support/find-chromium';
import { launchChromium } from '../tests/support/launch-chromium';
import { ISOLATED, serveFolder } from '../tests/support/serve-folder';
import { SlowLink } from '../tests/support/slow-link';

const LATENCY = 150;
const RATE = 1_600_000;
const SLOWER = 4;
const GOAL = 2000;

/** What the page notes of itself: when something dragged over the place to drop is answered, and its long tasks. */
const NOTES = `
  globalThis.timing = { interactive: 0, engine: 0, tasks: [] };
  new PerformanceObserver((list) => timing.tasks.push(...list.getEntries().map(({ startTime, duration }) => [startTime, duration])))
    .observe({ type: 'longtask', buffered: true });
  const look = () => {
    const now = performance.now();
    if (!timing.interactive) {
      if (document.querySelector('.pick.over')) {
        timing.interactive = now;
        dispatchEvent(new DragEvent('dragleave'));
      } else dispatchEvent(new DragEvent('dragover', { cancelable: true }));
    }
    if (document.querySelector('.chip:not([data-backend=""])')) timing.engine = now;
    else setTimeout(look, 10);
  };
  addEventListener('readystatechange', look, { once: true, capture: true });`;

interface Notes {
  readonly interactive: number;
  readonly engine: number;
  readonly tasks: readonly (readonly [start: number, duration: number])[];
}

/** A visit's times in milliseconds; of the processor as if it were not slowed down. */
interface Visit {
  readonly firstPaint: number;
  readonly interactive: number;
  readonly engine: number;
  /** Bytes that had come when the page answered, and when it was known what computes. */
  readonly bytes: number;
  readonly engineBytes: number;
  /** What these were. */
  readonly files: readonly string[];
  readonly engineFiles: readonly string[];
  readonly script: number;
  readonly main: number;
  readonly tasks: Notes['tasks'];
}

const visit = async (browser: Browser, folder: string, slower: number): Promise<Visit> => {
  const link = new SlowLink(LATENCY, RATE);
  const { url, server } = await serveFolder(folder, ISOLATED, '/', link);
  const context = await browser.newContext({ viewport: { width: 412, height: 823 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    await page.addInitScript(NOTES);
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
    // Time that the page's thread has computed, not time that has passed: others may compute as well.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForFunction('timing.engine > 0', undefined, { polling: 100 });
    const { metrics } = await session.send('Performance.getMetrics');
    const seconds = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0;
    const { notes, firstPaint, origin } = (await page.evaluate(`({
      notes: timing,
      firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
      origin: performance.timeOrigin,
    })`)) as { notes: Notes; firstPaint: number; origin: number };
    const until = (time: number): SlowLink['sent'] => link.sent.filter(({ at }) => at - origin <= time);
    const bytesUntil = (time: number): number => until(time).reduce((sum, { bytes }) => sum + bytes, 0);
    return {
      ...{ firstPaint, interactive: notes.interactive, engine: notes.engine, tasks: notes.tasks },
      bytes: bytesUntil(notes.interactive),
      engineBytes: bytesUntil(notes.engine),
      engineFiles: until(notes.engine).map(({ path, bytes }) => `${path} ${bytes}`),
      files: until(notes.interactive).map(({ path, bytes }) => `${path} ${bytes}`),
      script: seconds('ScriptDuration') * 1000,
      main: seconds('TaskDuration') * 1000,
    };
  } finally {
    await context.close();
    server.closeAllConnections();
    server.close();
  }
};

const { values } = parseArgs({
  options: { site: { type: 'string' }, visits: { type: 'string', default: '5' }, json: { type: 'boolean' } },
});
const executable = findChromium();
if (!executable) throw new Error('There is no Chromium. Install it with: bash scripts/install-chromium.sh');
const folder = values.site ?? (await mkdtemp(join(tmpdir(), 'srkit-timing-')));
if (!values.site) await buildPage('apps/demo', folder, true);
const browser = await launchChromium(executable);
const visits: Visit[] = [];
for (let i = 0; i < Number(values.visits); i++) visits.push(await visit(browser, folder, SLOWER));
// A processor that is slowed down is one that sleeps, and what it sleeps is counted.
const unslowed = await visit(browser, folder, 1);
await browser.close();
if (!values.site) await rm(folder, { recursive: true, force: true });

visits.sort((a, b) => a.interactive - b.interactive);
const middle = visits[visits.length >> 1]!;
const ms = (value: number): string => `${Math.round(value)} ms`;
const kB = (value: number): string => `${(value / 1000).toFixed(1)} kB`;
const tasks = middle.tasks.filter(([start]) => start <= middle.interactive);
if (values.json) console.log(JSON.stringify({ visits, unslowed }, null, 2));
else {
  console.log(`first contentful paint    ${ms(middle.firstPaint)}
drop zone answers         ${ms(middle.interactive)} (of ${visits.length}: ${ms(visits[0]!.interactive)} to ${ms(visits.at(-1)!.interactive)}; the goal is ${GOAL} ms)
engine is ready           ${ms(middle.engine)}
bytes before the answer   ${kB(middle.bytes)} (${middle.files.join(', ')})
bytes before the engine   ${kB(middle.engineBytes)}
long tasks before         ${tasks.map(([start, duration]) => `${ms(duration)} at ${ms(start)}`).join(', ') || 'none'}
long tasks in all         ${middle.tasks.map(([start, duration]) => `${ms(duration)} at ${ms(start)}`).join(', ') || 'none'}
the page's thread, not slowed down, until the engine is ready: ${ms(unslowed.main)}, ${ms(unslowed.script)} of it script`);
}
