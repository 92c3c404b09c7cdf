import { link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dropEarlierResults, keepApart, refuseCollisions as refuse } from './collisions';
let folder;
beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'srkit-collisions-'));
    await mkdir(join(folder, 'out'));
    for (const name of ['a.png', 'b.png'])
        await writeFile(join(folder, name), name);
    await symlink('a.png', join(folder, 'soft.png'));
    await link(join(folder, 'a.png'), join(folder, 'hard.png'));
    await symlink('.', join(folder, 'here'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const item = (input, output, found = false) => ({
    input: { path: join(folder, input), found },
    output: join(folder, output),
});
const refuseCollisions = (items, auto = false) => refuse(items, { input: 'Choose.', output: (one, other) => keepApart(one, other, 'Upscale', auto) });
it.each(['a.png', 'soft.png', 'hard.png', 'here/a.png', 'out/../a.png', 'here/here/hard.png'])('refuses %s as the result of a.png', (output) => {
    expect(() => refuseCollisions([item('a.png', output)])).toThrow(/would replace the input '.*a\.png'/);
});
it('refuses a result on another input, and two results of one name', () => {
    expect(() => refuseCollisions([item('a.png', 'b.png'), item('b.png', 'out/b.png')])).toThrow(/result of '.*a\.png' would replace the input '.*b\.png'/);
    expect(() => refuseCollisions([item('a.png', 'out/x.png'), item('b.png', 'out/../out/x.png')])).toThrow(/'.*a\.png' and '.*b\.png' would both become '.*x\.png'/);
});
it('lets everything else pass', () => {
    refuseCollisions([item('a.png', 'out/a.png'), item('b.png', 'new/a.png'), item('gone.png', 'gone_x4.png')]);
});
it('takes earlier results out of what was found, and of what the journal lists', () => {
    const items = [
        item('a.png', 'a_x4.png', true),
        item('a_x4.png', 'a_x4_x4.png', true),
        item('b.png', 'b_x4.png'),
    ];
    expect(dropEarlierResults(items, new Set())).toEqual({ items: [items[0], items[2]], dropped: 1 });
    // Named by the user, and so refused later on.
    const named = [item('a.png', 'a_x4.png'), item('a_x4.png', 'a_x4_x4.png')];
    expect(dropEarlierResults(named, new Set()).dropped).toBe(0);
    expect(dropEarlierResults(named, new Set([join(folder, 'a_x4.png')]))).toEqual({
        items: [named[0]],
        dropped: 1,
    });
});
it.each([
    ['a.png', 'a.jpg', false, /Use --format auto, which keeps their endings\. Or: Upscale them one after/],
    ['a.png', 'a.jpg', true, /a_x4\.png'\. Upscale them one after the other, into different folders\.$/],
    ['a.png', 'a.gif', false, /a_x4\.png'\. Upscale them one after the other/],
    ['one/a.png', 'two/a.png', false, /a_x4\.png'\. Upscale them one after the other/],
])('advises what helps %s and %s, and is not given already', (one, other, auto, message) => {
    const items = [item(one, 'out/a_x4.png'), item(other, 'out/a_x4.png')];
    expect(() => refuseCollisions(items, auto)).toThrow(message);
});
