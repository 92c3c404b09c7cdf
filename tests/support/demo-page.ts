import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { encodeImage, type Raster } from '@srkit/image';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

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
    const plain = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, data: [...buffer] }));
    await this.page.evaluate((given) => {
      const transfer = new DataTransfer();
      for (const { name, mimeType, data } of given) {
        transfer.items.add(new File([Uint8Array.from(data)], name, { type: mimeType }));
      }
      dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
    }, plain);
  }

  /** Waits until so many pictures have ended in that way. */
  async ended(state: 'done' | 'failed' | 'stopped', count = 1): Promise<void> {
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

  close(): Promise<void> {
    return this.#context.close();
  }
}
