import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { decodeImage, encodeImage, type Raster, resizePillow } from '@srkit/image';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliFixture, openCliFixture } from './testing/cli-fixture';

let cli: CliFixture;
beforeAll(async () => {
  cli = await openCliFixture();
});
afterAll(() => cli.remove());

const draw = (width: number, height: number, number = 0): Raster => ({
  width,
  height,
  channels: 3,
  data: Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => (i * 31 + (i >> 7) * number + number * 13) & 255,
  ),
});

const put = async (name: string, picture: Raster | string): Promise<void> => {
  const path = cli.at(name);
  await mkdir(path.slice(0, path.lastIndexOf('/')), { recursive: true });
  await writeFile(
    path,
    typeof picture === 'string' ? picture : await encodeImage(picture, { format: 'png' }),
  );
};

const dataset = (...args: string[]) => cli.run(['dataset', ...args]);

describe('srkit dataset', () => {
  it('cuts sub-images and goes on where it stopped', async () => {
    await put('hr/a.png', draw(50, 41, 1));
    await put('hr/bx4.png', draw(40, 40, 2));
    const args = ['subimages', 'hr', '-o', 'sub', '--crop', '40', '--step', '20'];
    const planned = await dataset(...args, '--dry-run', '--json');
    expect(JSON.parse(planned.stdout.toString()).files[0].outputs).toHaveLength(4);
    const done = await dataset(...args);
    expect([done.code, done.stderr]).toEqual([0, expect.stringContaining('2 done')]);
    expect((await readdir(cli.at('sub'))).sort()).toEqual([
      'a_s001.png',
      'a_s002.png',
      'a_s003.png',
      'a_s004.png',
      'b_s001.png',
    ]);
    const last = await decodeImage(cli.at('sub/a_s004.png'));
    expect([...last.data.subarray(0, 3)]).toEqual([
      ...draw(50, 41, 1).data.subarray((50 + 10) * 3, (50 + 11) * 3),
    ]);
    await rm(cli.at('sub/b_s001.png'));
    const again = JSON.parse((await dataset(...args, '--json')).stdout.toString());
    expect(again.summary).toMatchObject({ done: 1, failed: 0 });
  });

  it('says which picture is too small or broken, and does the others', async () => {
    await put('mixed/ok.png', draw(40, 40));
    await put('mixed/small.png', draw(30, 30));
    await put('mixed/zero.png', '');
    const { code, stderr } = await dataset('subimages', 'mixed', '-o', 'mixed-sub', '--crop', '40');
    expect(code).toBe(3);
    expect(stderr).toContain("DatasetError [E_DATASET_SIZE] 'small.png' is 30x30");
    expect(stderr).toContain('zero.png');
    expect(await readdir(cli.at('mixed-sub'))).toContain('ok_s001.png');
  });

  it('shrinks to several scales with Pillow’s Lanczos', async () => {
    await put('ms/a.png', draw(60, 45, 3));
    expect((await dataset('multiscale', 'ms', '-o', 'ms-out')).code).toBe(0);
    const third = await decodeImage(cli.at('ms-out/aT2.png'));
    expect([third.width, third.height]).toEqual([20, 15]);
    expect(third.data).toEqual(resizePillow(draw(60, 45, 3), [15, 20], 'lanczos').data);
    const last = await decodeImage(cli.at('ms-out/aT3.png'));
    expect([last.width, last.height]).toEqual([533, 400]);
  });

  it('writes lists of several folders, of pairs, and of parts that share no picture', async () => {
    for (const name of ['m/b/2.png', 'm/b/1.png', 'm/a/x_s001.png', 'm/a/x_s002.png'])
      await put(name, draw(8, 8));
    await put('m/b/broken.png', 'no');
    const { code, stderr } = await dataset('meta-info', 'm/a', 'm/b', '-o', 'm/meta.txt', '--check');
    expect([code, stderr]).toEqual([3, expect.stringContaining('broken.png')]);
    expect(await readFile(cli.at('m/meta.txt'), 'utf8')).toBe(
      'a/x_s001.png\na/x_s002.png\nb/1.png\nb/2.png\n',
    );
    await put('lq/1.png', draw(2, 2));
    await put('lq/3.png', draw(2, 2));
    await put('gt/1.png', draw(8, 8));
    await put('gt/2.png', draw(8, 8));
    expect((await dataset('meta-info', 'gt', '--lq', 'lq', '-o', 'pairs.txt')).code).toBe(0);
    expect(await readFile(cli.at('pairs.txt'), 'utf8')).toBe('gt/1.png, lq/1.png\ngt/2.png, lq/3.png\n');
    const twice = await dataset('meta-info', 'gt', '-o', 'pairs.txt');
    expect([twice.code, twice.stderr]).toEqual([1, expect.stringContaining('E_OUTPUT_EXISTS')]);
    for (let i = 0; i < 9; i++) for (const s of [1, 2]) await put(`sp/${i}T1_s00${s}.png`, draw(4, 4));
    expect((await dataset('split', 'sp', '-o', 'parts', '--parts', 'train=2,val=1')).code).toBe(0);
    const [train, val] = await Promise.all(
      ['train', 'val'].map(async (part) =>
        (await readFile(cli.at(`parts/${part}.txt`), 'utf8')).trim().split('\n'),
      ),
    );
    expect([train!.length, val!.length]).toEqual([12, 6]);
    expect(new Set(val!.map((name) => name[0])).size).toBe(3);
    expect(train!.some((name) => val!.some((other) => other[0] === name[0]))).toBe(false);
  });

  it('packs shards that unpack to the same files, the same bytes every time', async () => {
    for (const name of ['p/a/1.png', 'p/a/1.json', 'p/2.png', 'p/3.png']) await put(name, name);
    const args = ['pack', 'p', '-o', 'shards', '--samples', '2'];
    expect((await dataset(...args)).code).toBe(0);
    const hash = async (name: string) =>
      createHash('sha256')
        .update(await readFile(cli.at(name)))
        .digest('hex');
    const before = await hash('shards/shard-000000.tar');
    expect((await dataset(...args, '--overwrite')).code).toBe(0);
    expect(await hash('shards/shard-000000.tar')).toBe(before);
    const index = JSON.parse(await readFile(cli.at('shards/index.json'), 'utf8'));
    expect(index.shardlist).toEqual([
      { url: 'shard-000000.tar', nsamples: 2 },
      { url: 'shard-000001.tar', nsamples: 1 },
    ]);
    expect((await dataset('unpack', 'shards/*.tar', '-o', 'out')).code).toBe(0);
    for (const name of ['a/1.png', 'a/1.json', '2.png', '3.png']) {
      expect(await readFile(cli.at(`out/${name}`), 'utf8')).toBe(`p/${name}`);
    }
    const again = await dataset('unpack', 'shards/shard-000000.tar', '-o', 'out');
    expect(again.stderr).toContain('E_DATASET_EXISTS');
    expect((await readdir(cli.at('out'))).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('checks a set and names everything that is wrong with it', async () => {
    for (let i = 0; i < 6; i++) if (i !== 3) await put(`cufed5/000_${i}.png`, draw(24, 20, i));
    for (let i = 0; i < 6; i++) await put(`cufed5/001_${i}.png`, i === 5 ? 'broken' : draw(24, 20, i));
    for (let i = 0; i < 6; i++) await put(`cufed5/002_${i}.png`, draw(24, 20, i));
    const { code, stderr, stdout } = await dataset('check', 'cufed5', '--type', 'cufed5', '--json');
    expect(code).toBe(3);
    expect(stderr).toContain("has no '000_3.png'");
    expect(stderr).toContain('001_5.png');
    expect(stderr).toContain('2 problems');
    expect(JSON.parse(stdout.toString())).toMatchObject({
      samples: 2,
      problems: [{}, { name: '001_0.png' }],
    });
    await rm(cli.at('cufed5/000_0.png'));
    await rm(cli.at('cufed5/001_0.png'));
    const good = await dataset('check', 'cufed5', '--type', 'cufed5');
    expect([good.code, good.stderr]).toEqual([0, expect.stringContaining('1 sample, all in order')]);
    const wrong = await dataset('check', 'cufed5', '--type', 'cufed5', '--lq', 'x');
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining("lqRoot is no option of 'cufed5'"),
    ]);
  });

  it('tells of a set and draws a contact sheet', async () => {
    for (let i = 0; i < 6; i++) await put(`info/000_${i}.png`, draw(24 + i, 20, i));
    const { code, stdout } = await dataset(
      'info',
      'info',
      '--type',
      'cufed5',
      '--json',
      '--sheet',
      'sheet.png',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout.toString())).toMatchObject({ samples: 1, references: '5 to 5, median 5' });
    expect((await decodeImage(cli.at('sheet.png'))).width).toBeGreaterThan(700);
  });
});
