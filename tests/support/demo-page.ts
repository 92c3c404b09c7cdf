import { readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { encodeImage, type Raster } from '@srkit/image';
import type { Browser, BrowserContext, BrowserContextOptions, Page, Worker } from 'playwright-core';

export interface UploadedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** A file of tests/fixtures, as if chosen from a disk. */
export const fixture = (name: string): UploadedFile => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: readFileSync(fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))),
});

/** A picture as a PNG on a disk. */
export const pngFile = async (raster: Raster, name = 'drawn.png'): Promise<UploadedFile> => ({
  name,
  mimeType: 'image/png',
  buffer: Buffer.from(await encodeImage(raster, { format: 'png' })),
});

const AXE = fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url));

interface AxeViolation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** The demo in a browser of its own, as a visitor who comes for the first time has it, and everything it complained of. */
export class DemoPage {
  /** Console errors and uncaught exceptions. */
  readonly complaints: string[] = [];
  readonly page: Page;
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  /** Service workers are blocked unless the options say otherwise: a page that is loaded twice is a matter of its own test. */
  static async open(
    browser: Browser,
    url: string,
    options: BrowserContextOptions = {},
    script?: string,
  ): Promise<DemoPage> {
    const context = await browser.newContext({
      viewport: { width: 1100, height: 800 },
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
      ...options,
    });
    const page = await context.newPage();
    // How long is too long is for the test to say: playwright's 30 s are soon over where others compute too.
    page.setDefaultTimeout(0);
    if (script) await page.addInitScript(script);
    const demo = new DemoPage(context, page);
    await page.goto(url);
    return demo;
  }

  /** Waits until it is known what computes, and returns what the page says of it. */
  async backend(): Promise<string> {
    await this.page.locator('.chip:not([data-backend=""])').waitFor();
    return (await this.page.locator('.chip').textContent()) ?? '';
  }

  choose(pictures: UploadedFile | UploadedFile[]): Promise<void> {
    return this.page.locator('#pictures').setInputFiles(pictures);
  }

  /** Drops files onto the page, as from a folder. */
  async drop(files: readonly UploadedFile[]): Promise<void> {
    const plain = files.map(({ name, mimeType, buffer }) => ({
      ...{ name, mimeType },
      base64: buffer.toString('base64'),
    }));
    await this.page.evaluate((given) => {
      const transfer = new DataTransfer();
      for (const { name, mimeType, base64 } of given) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type: mimeType }));
      }
      dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
    }, plain);
  }

  /** Waits until so many pictures are in that state. */
  async ended(state: 'done' | 'failed' | 'stopped' | 'working', count = 1): Promise<void> {
    await this.page.waitForFunction(
      ([wanted, least]) =>
        document.querySelectorAll(`.queue [data-state=${wanted}]`).length >= (least as number),
      [state, count] as const,
      { polling: 50 },
    );
  }

  /** What a click gives to the visitor: its name and its bytes. */
  async download(selector: string): Promise<{ name: string; bytes: Uint8Array }> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.locator(selector).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }

  /** The worker that computes in the room that was opened last. */
  engine(): Worker {
    const engine = this.page.workers().findLast((worker) => worker.url().includes('engine-worker'));
    if (!engine) throw new Error('No worker computes.');
    return engine;
  }

  /** How many objects of a class the page holds once unused memory was collected. */
  async alive(name: string): Promise<number> {
    const session = await this.#context.newCDPSession(this.page);
    try {
      await session.send('HeapProfiler.collectGarbage');
      const { result } = await session.send('Runtime.evaluate', { expression: `${name}.prototype` });
      const { objects } = await session.send('Runtime.queryObjects', {
        prototypeObjectId: result.objectId as string,
      });
      const { result: counted } = await session.send('Runtime.callFunctionOn', {
        objectId: objects.objectId as string,
        functionDeclaration: 'function () { return this.length; }',
      });
      return counted.value as number;
    } finally {
      await session.detach();
    }
  }

  /** Milliseconds that the page's own thread has computed, workers aside: not those that have passed, since others may compute. */
  async computed(): Promise<number> {
    const session = await this.#context.newCDPSession(this.page);
    try {
      await session.send('Performance.enable', { timeDomain: 'threadTicks' });
      const { metrics } = await session.send('Performance.getMetrics');
      return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value as number);
    } finally {
      await session.detach();
    }
  }

  /** Memory of the process that holds the page and its workers: at the moment, and the most since this was asked last. */
  async rendererBytes(): Promise<{ now: number; peak: number }> {
    const session = await (this.#context.browser() as Browser).newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const all = processInfo
      .filter(({ type }) => type === 'renderer')
      .map(({ id }) => {
        const status = readFileSync(`/proc/${id}/status`, 'utf8');
        const bytes = (name: string): number =>
          Number(new RegExp(`${name}:\\s*(\\d+)`).exec(status)?.[1]) * 1024;
        writeFileSync(`/proc/${id}/clear_refs`, '5');
        return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
      });
    return all.reduce((a, b) => (b.peak > a.peak ? b : a));
  }

  /** Sides of the canvases, in device pixels. */
  canvasSize(): Promise<{ width: number; height: number }> {
    return this.page.evaluate(() => {
      const { width, height } = document.querySelector('canvas[slot=second]') as HTMLCanvasElement;
      return { width, height };
    });
  }

  /** What a canvas shows, RGBA. */
  async canvasPixels(slot: 'first' | 'second'): Promise<Uint8Array> {
    const base64 = await this.page.evaluate(async (which) => {
      const canvas = document.querySelector(`canvas[slot=${which}]`) as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let text = '';
      for (let i = 0; i < data.length; i += 0x8000)
        text += String.fromCharCode(...data.subarray(i, i + 0x8000));
      return btoa(text);
    }, slot);
    return Buffer.from(base64, 'base64');
  }

  /** What axe-core finds serious or worse, in words. */
  async barriers(): Promise<string[]> {
    await this.page.addScriptTag({ path: AXE });
    const violations = (await this.page.evaluate(
      'axe.run({ resultTypes: ["violations"] }).then((found) => found.violations)',
    )) as AxeViolation[];
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  /** Presses Tab through the page. @returns what is seen and can be used, and was not reached, or not seen to be. */
  async unreached(): Promise<string[]> {
    await this.page.evaluate(`
      globalThis.usable = new Set([...document.querySelectorAll('a[href], button:enabled, input:enabled, select, textarea, summary, [tabindex="0"]')]
        .filter((element) => element.tabIndex >= 0 && element.checkVisibility()));
      globalThis.invisible = new Set();
      document.activeElement?.blur();`);
    const count = (await this.page.evaluate('usable.size')) as number;
    for (let i = 0; i < count + 2; i++) {
      await this.page.keyboard.press('Tab');
      await this.page.evaluate(`{
        const { activeElement } = document;
        if (usable.delete(activeElement) && getComputedStyle(activeElement).outlineStyle === 'none') invisible.add(activeElement);
      }`);
    }
    return this.page.evaluate(
      '[...usable, ...invisible].map((element) => element.outerHTML.slice(0, 120))',
    ) as Promise<string[]>;
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}
