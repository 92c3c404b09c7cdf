import { describe, expect, it } from 'vitest';
import { drawOf } from '../../dataset';
import { openDataset } from '../../index';
import { drawPicture, layOut } from '../../testing/draw-pictures';

/** What official code gives of these sets is compared in tools/goldens; here is what it does not do. */
describe('sets with references', () => {
  it('name every file that the layout lacks, and go on without those samples', async () => {
    const root = await layOut({
      'input/a.png': drawPicture(16, 16),
      'input/b.png': drawPicture(16, 16),
      'input/c.png': drawPicture(16, 16),
      'ref/b.png': drawPicture(20, 12),
    });
    await expect(openDataset({ type: 'cufed', root, gtSize: 16 })).rejects.toThrow("no 'ref/a.png'");
    const told: string[] = [];
    const onMissing = (error: Error): void => void told.push(error.message);
    const set = await openDataset({ type: 'cufed', root, gtSize: 16 }, { onMissing });
    expect(set.names).toEqual(['input/b.png']);
    expect(told).toHaveLength(2);
    expect(told[1]).toContain('ref/c.png');
    const places = openDataset({ type: 'wr-sr', root });
    await expect(places).rejects.toThrow('3 inputs, 1 references');
    const larger = await openDataset({ type: 'cufed', root, gtSize: 20 }, { onMissing });
    await expect(larger.sample(0, drawOf(0))).rejects.toThrow("'input/b.png' is 16x16, expected 20x20");
  });

  it('refuse pictures that are too large or small for them, by name', async () => {
    const files = Object.fromEntries(
      [0, 1, 2, 3, 4, 5].map((i) => [`007_${i}.png`, drawPicture(i === 4 ? 504 : 40, 36, i)]),
    );
    const set = await openDataset({ type: 'cufed5', root: await layOut(files) });
    await expect(set.sample(0, drawOf(0))).rejects.toMatchObject({
      code: 'E_DATASET_SIZE',
      message: expect.stringContaining("'007_4.png' is 504x36"),
    });
  });

  it('read LMR’s table, and name the row that is wrong', async () => {
    const head = 'target,H,M1,M2,L1,L2,p0,p1,p2,p3,p4,p5,scene';
    const row = (p0: string, scene = '0042'): string =>
      `t.png,h.png,m.png,m.png,l.png,l.png,${p0},"[20, 20]","[20, 20]","[20, 20]","[20, 20]","[20, 20]",${scene}`;
    const photos = Object.fromEntries(
      ['t', 'h', 'm', 'l'].map((name, i) => [`0042/${name}.png`, drawPicture(40, 40, i)]),
    );
    const open = async (list: string) =>
      openDataset({
        type: 'lmr',
        root: await layOut({ ...photos, 'list.csv': list }),
        list: 'list.csv',
        gtSize: 16,
      });
    const good = await open(`\uFEFF${head}\r\n${row('"[20, 20]"')}\r\n`);
    const { gt, lq, up, refs } = await good.sample(0, drawOf(3));
    expect([gt.width, lq.width, up.width, refs.length, good.names[0]]).toEqual([16, 4, 16, 5, '0042/t.png']);
    expect((await good.sample(0, drawOf(3))).refNames).toEqual((await good.sample(0, drawOf(3))).refNames);
    const orders = new Set<string>();
    for (let seed = 0; seed < 10; seed++) orders.add((await good.sample(0, drawOf(seed))).refNames.join());
    expect(orders.size).toBeGreaterThan(3);
    await expect((await open(`${head}\n${row('"[20, 2]"')}\n`)).sample(0, drawOf(0))).rejects.toThrow(
      /around \(20, 2\)/,
    );
    await expect((await open(`${head}\n${row('nowhere')}\n`)).sample(0, drawOf(0))).rejects.toThrow(
      /row 1: p0 is 'nowhere'/,
    );
    await expect(open(`${head}\n${row('"[20, 20]"', '../..')}\n`)).rejects.toMatchObject({
      code: 'E_DATASET_PATH',
    });
    await expect(open(`target,H\nt.png,h.png\n`)).rejects.toThrow(/no column 'M1'/);
    await expect(open(`${head}\n${row('"[20, 20]"').slice(0, 36)}\n`)).rejects.toThrow(
      /row 1: 'p0' is missing/,
    );
    await expect(open(`${head}\n`)).rejects.toMatchObject({ code: 'E_DATASET_EMPTY' });
  });

  it('choose references by the seed: others of Manga109, one of Sun80', async () => {
    const manga = await layOut(
      Object.fromEntries('abcdef'.split('').map((n, i) => [`${n}.png`, drawPicture(20, 16, i)])),
    );
    const set = await openDataset({ type: 'manga109', root: manga, numRef: 2 });
    const chosen = new Set<string>();
    for (let seed = 0; seed < 30; seed++) {
      const { refNames } = await set.sample(2, drawOf(seed));
      expect(refNames).not.toContain('c.png');
      expect(new Set(refNames).size).toBe(2);
      for (const name of refNames) chosen.add(name);
    }
    expect([...chosen].sort()).toEqual(['a.png', 'b.png', 'd.png', 'e.png', 'f.png']);
    await expect(openDataset({ type: 'manga109', root: manga, numRef: 6 })).rejects.toThrow(/too few for 6/);
    const sun = await layOut({
      'Sun_Hays_SR_groundtruth/x.jpg': drawPicture(20, 16),
      ...Object.fromEntries(
        [...Array(20).keys()].map((i) => [
          `Sun_Hays_SR_scenematches/x.jpg/${i + 10}.jpg`,
          drawPicture(12, 12, i),
        ]),
      ),
    });
    const four = await (await openDataset({ type: 'sun80', root: sun })).sample(0, drawOf(0));
    expect(four.refNames.map((name) => name.slice(-6))).toEqual(['10.jpg', '16.jpg', '22.jpg', '28.jpg']);
    const ones = new Set<string>();
    const single = await openDataset({ type: 'sun80', root: sun, numRef: 1 });
    for (let seed = 0; seed < 20; seed++) ones.add((await single.sample(0, drawOf(seed))).refNames.join());
    expect(ones.size).toBeGreaterThan(5);
  });

  it('give the same homography for a seed, and positions that agree with it', async () => {
    const root = await layOut({ 'input/a.png': drawPicture(32, 32) });
    const set = await openDataset({ type: 'contrastive', root, gtSize: 32 });
    const one = await set.sample(0, drawOf(1));
    expect(await set.sample(0, drawOf(1))).toEqual(one);
    expect((await set.sample(0, drawOf(2))).homography).not.toEqual(one.homography);
    const h = one.homography;
    const [x, y] = [one.positions[(5 * 32 + 9) * 2]!, one.positions[(5 * 32 + 9) * 2 + 1]!];
    const w = h[6]! * x + h[7]! * y + h[8]!;
    expect((h[0]! * x + h[1]! * y + h[2]!) / w).toBeCloseTo(9, 6);
    expect((h[3]! * x + h[4]! * y + h[5]!) / w).toBeCloseTo(5, 6);
  });
});
