import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { builtDemo } from './built-demo';
import { DemoPage } from './demo-page';
import { findChromium } from './find-chromium';
import { launchChromium } from './launch-chromium';
import { ISOLATED, type Served, serveFolder } from './serve-folder';

const executable = findChromium();
if (!executable) {
  console.warn(
    'SKIPPED: the tests in a page, because no Chromium was found. Install it with: bash scripts/install-chromium.sh',
  );
}

/** Whether there is a browser to test in. */
export const hasChromium = executable !== undefined;

export interface DemoSite {
  readonly folder: string;
  /** Opens the page for a new visitor; closed after the test, which fails if the page complained. */
  open(
    address?: string,
    options?: BrowserContextOptions,
    headers?: Readonly<Record<string, string>>,
  ): Promise<DemoPage>;
  /** Ends the server with those headers, as if the network were gone. */
  unplug(headers: Readonly<Record<string, string>>): void;
}

/** Serves the demo to the tests of a file, and opens it. */
export const demoSite = (): DemoSite => {
  const site = { folder: '' };
  let browser: Browser;
  const served = new Map<string, Served>();
  const pages: DemoPage[] = [];

  beforeAll(async () => {
    site.folder = await builtDemo();
    browser = await launchChromium(executable as string);
  });
  afterAll(async () => {
    await browser?.close();
    for (const { server } of served.values()) server.close();
  });
  afterEach(async () => {
    const open = pages.splice(0);
    for (const page of open) await page.close();
    expect(open.flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  return Object.assign(site, {
    unplug(headers: Readonly<Record<string, string>>) {
      const { server } = served.get(JSON.stringify(headers)) as Served;
      served.delete(JSON.stringify(headers));
      server.closeAllConnections();
      server.close();
    },
    async open(
      address = '',
      options: BrowserContextOptions = {},
      headers: Readonly<Record<string, string>> = ISOLATED,
    ) {
      const key = JSON.stringify(headers);
      // A folder of the host, as on GitHub Pages: nothing may depend on its root.
      if (!served.has(key)) served.set(key, await serveFolder(site.folder, headers, '/srkit/'));
      const page = await DemoPage.open(browser, served.get(key)!.url + address, options);
      pages.push(page);
      return page;
    },
  });
};
