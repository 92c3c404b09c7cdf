import puppeteer, { type Browser } from 'puppeteer-core';
import { isExecutable } from './find-chromium';

const PLACES = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
];

/** The installed Firefox. */
export const findFirefox = (): string | undefined => PLACES.find(isExecutable);

/** Headless Firefox as it is installed, by WebDriver BiDi; playwright asks for more than long-term releases know. */
export const launchFirefox = (executablePath: string): Promise<Browser> =>
  puppeteer.launch({ browser: 'firefox', executablePath });
