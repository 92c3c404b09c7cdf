// Pictures of the demo site for the READMEs: npx tsx scripts/demo-screenshots.ts. Needs Debian's Chromium.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage } from '../tests/support/build-page';
import { DemoPage } from '../tests/support/demo-page';
import { findChromium } from '../tests/support/find-chromium';
import { launchChromium } from '../tests/support/launch-chromium';
import { serveFolder } from '../tests/support/serve-folder';

const target = (name: string): string =>
  fileURLToPath(new URL(`../docs/images/${name}.jpg`, import.meta.url));

const executable = findChromium();
if (!executable) throw new Error('There is no Chromium. Install it with: bash scripts/install-chromium.sh');
const folder = await mkdtemp(join(tmpdir(), 'srkit-shots-'));
await buildPage('apps/demo', folder);
const { url, server } = await serveFolder(folder);
const browser = await launchChromium(executable);
const options = { viewport: { width: 1280, height: 860 }, colorScheme: 'light' } as const;

const upscale = await DemoPage.open(browser, url, options);
await upscale.page.getByRole('button', { name: 'Try the sample' }).click();
await upscale.ended('done');
await upscale.page.screenshot({ path: target('demo-upscale'), type: 'jpeg', quality: 82 });

const lab = await DemoPage.open(browser, `${url}#degradation`, options);
await lab.page.locator('[data-lock="final.jpeg"]').waitFor();
await lab.page.locator('#lab-right option').nth(1).waitFor({ state: 'attached' });
await lab.page.locator('#lab-seed').fill('12');
await lab.page.locator('#lab-seed').blur();
await lab.page.locator('#lab-right').selectOption({ index: 1 });
await lab.page.waitForFunction("!document.querySelector('.lab')?.textContent.includes('Enlarging')");
await lab.page.screenshot({ path: target('demo-degradation'), type: 'jpeg', quality: 82 });

await browser.close();
server.close();
await rm(folder, { recursive: true, force: true });
