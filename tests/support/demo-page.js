import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
/** A file of tests/fixtures, as if chosen from a disk. */
export const fixture = (name) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: readFileSync(fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))),
});
/** The demo in a tab of its own, used as a visitor would, and everything it complained of. */
export class DemoPage {
    /** Console errors and uncaught exceptions. */
    complaints = [];
    #page;
    constructor(page) {
        this.#page = page;
        page.on('console', (message) => {
            if (message.type() === 'error')
                this.complaints.push(`${message.text()} (${message.location().url})`);
        });
        page.on('pageerror', (error) => this.complaints.push(String(error)));
    }
    /** @param script runs in the page before anything else. */
    static async open(browser, url, script) {
        const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
        // How long is too long is for the test to say: playwright's 30 s are soon over where others compute too.
        page.setDefaultTimeout(0);
        if (script)
            await page.addInitScript(script);
        const demo = new DemoPage(page);
        await page.goto(url);
        return demo;
    }
    /** Web workers of the page. */
    get workers() {
        return this.#page.workers().length;
    }
    /** The value of an expression in the page. */
    evaluate(expression) {
        return this.#page.evaluate(expression);
    }
    /** Fills in the form and starts. */
    async start({ picture, model, backend }) {
        await this.#page.locator('#picture').setInputFiles(picture);
        await this.#page.locator('#model').setInputFiles(model ?? []);
        await this.#page.locator('#backend').selectOption(backend);
        await this.#page.locator('#start').click();
    }
    /** Waits until a tile is finished, then presses Stop, without waiting for the page to stand still between tiles. */
    async stopAfterFirstTile() {
        await this.#page.waitForFunction('document.getElementById("progress").position > 0', undefined, {
            polling: 20,
        });
        await this.#page.locator('#stop').dispatchEvent('click');
    }
    /** Waits for the end and returns how it ended. */
    async ending() {
        const status = this.#page.locator('#status:not([data-state=working])[data-state]');
        await status.waitFor();
        return {
            state: (await status.getAttribute('data-state')) ?? '',
            text: (await status.textContent()) ?? '',
        };
    }
    /** The picture that the link would save. */
    async savedPicture() {
        const bytes = await this.#page.locator('#download').evaluate(async (link) => {
            const response = await fetch(link.href);
            return Array.from(new Uint8Array(await response.arrayBuffer()));
        });
        return Uint8Array.from(bytes);
    }
    close() {
        return this.#page.close();
    }
}
