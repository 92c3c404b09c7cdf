import { decodeImage } from '@srkit/image';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCliFixture } from './testing/cli-fixture';
import { drawTo, enlarged, sameBytes } from './testing/pictures';
let cli;
beforeAll(async () => {
    cli = await openCliFixture();
});
afterAll(() => cli.remove());
it.each(['1', '2', '5'])('gives the same picture on %s threads, and the process ends', async (threads) => {
    const source = await drawTo(cli.at('a.png'), { width: 97, height: 89 });
    const output = `${threads}.png`;
    const { code } = await cli.upscale(['a.png', '-o', output], { env: { SRKIT_THREADS: threads } });
    expect(code).toBe(0);
    expect(sameBytes((await decodeImage(cli.at(output))).data, enlarged(source, 4).data)).toBe(true);
});
it('refuses a bad SRKIT_THREADS as wrong usage', async () => {
    await drawTo(cli.at('a.png'));
    const { code, stderr } = await cli.upscale(['a.png', '-o', 'bad.png'], { env: { SRKIT_THREADS: '0' } });
    expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/\nConfigError \[E_CONFIG_THREADS\] SRKIT_THREADS is '0', expected an integer/),
    ]);
});
