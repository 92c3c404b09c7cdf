import { readFile, writeFile } from 'node:fs/promises';
import { loadStateDict, type NamedTensor, openCheckpoint, saveSafetensors } from '@srkit/checkpoints';
import { RRDBNet } from '@srkit/models';
import '@tensorflow/tfjs-backend-cpu';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliFixture, openCliFixture } from './testing/cli-fixture';
import { drawTo } from './testing/pictures';

let cli: CliFixture;
beforeAll(async () => {
  cli = await openCliFixture();
  enableProdMode();
});
afterAll(() => cli.remove());

describe('info', () => {
  it('knows a checkpoint by its content', async () => {
    const { code, stdout } = await cli.run(['info', cli.model, '--tensors']);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/safetensors checkpoint, [\d.]+ KiB\n/);
    expect(stdout.toString()).toMatch(/^architecture {2}SRVGGNetCompact x4 \(.*numFeat 4, numConv 1/m);
    expect(stdout.toString()).toMatch(/^tensors +8, [\d,]+ values \(F32 8\)\n/m);
    expect(stdout.toString()).toMatch(/^ {2}body\.0\.weight {2}F32 {2}4x3x3x3$/m);
    const json = JSON.parse((await cli.run(['info', cli.model, '--json'])).stdout.toString());
    expect(json).toMatchObject({ kind: 'checkpoint', architecture: { scale: 4 }, tensors: { count: 8 } });
  });

  it('knows a picture by its content', async () => {
    await drawTo(cli.at('picture.pth'), { channels: 2, bits: 16 });
    const { code, stdout } = await cli.run(['info', 'picture.pth']);
    expect([code, stdout.toString()]).toEqual([
      0,
      expect.stringMatching(
        /^picture\.pth: png picture\nsize +8x6\nchannels +2 \(grey and alpha\), 16 bits\n/,
      ),
    ]);
    const json = JSON.parse((await cli.run(['info', 'picture.pth', '--json'])).stdout.toString());
    expect(json).toMatchObject({ kind: 'image', width: 8, height: 6, channels: 2, bitDepth: 16 });
  });

  it.each([
    ['gone.pth', undefined, /CheckpointError \[E_CHECKPOINT_NOT_FOUND\]/],
    ['zero.png', '', /\[E_CHECKPOINT_EMPTY\]/],
    ['text.txt', 'just some text', /InputError \[E_INPUT_UNKNOWN\] 'text\.txt' is neither/],
  ])('says what is wrong with %s', async (name, content, message) => {
    if (content !== undefined) await writeFile(cli.at(name), content);
    const { code, stderr } = await cli.run(['info', name]);
    expect([code, stderr]).toEqual([3, expect.stringMatching(message)]);
  });

  it('keeps names from driving the terminal', async () => {
    const tensor: NamedTensor = { name: 'a\u001b[2Jb', dtype: 'F32', shape: [1], data: new Float32Array(1) };
    await saveSafetensors(cli.at('escape.safetensors'), [tensor]);
    const { stdout } = await cli.run(['info', 'escape.safetensors', '--tensors']);
    expect(stdout.toString()).toContain('a\u{fffd}[2Jb');
  });
});

describe('convert', () => {
  /** ESRGAN's second layout of names. */
  const toTrunk = (name: string): string =>
    name
      .replace(/^body\.(\d+)\.rdb/, 'RRDB_trunk.$1.RDB')
      .replace('conv_body', 'trunk_conv')
      .replace(/conv_up(\d)/, 'upconv$1')
      .replace('conv_hr', 'HRconv');

  it('gives an older ESRGAN file the official names', async () => {
    const network = new RRDBNet({ numFeat: 8, numBlock: 1, numGrowCh: 4 });
    const official = await network.stateDict();
    network.dispose();
    const old = [...official.values()].map((tensor) => ({ ...tensor, name: toTrunk(tensor.name) }));
    await saveSafetensors(cli.at('old.safetensors'), old);
    const { code, stdout, stderr } = await cli.run(['convert', 'old.safetensors', 'new.safetensors']);
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/-> new\.safetensors \| RRDBNet x4 \| \d+ tensors/),
    ]);
    expect(stdout).toHaveLength(0);
    expect(await loadStateDict(cli.at('new.safetensors'))).toEqual(official);
    const opened = await openCheckpoint(cli.at('new.safetensors'));
    expect(opened.metadata).toEqual({ architecture: 'RRDBNet', scale: '4', source: 'old.safetensors' });
    await opened.close();
  });

  it('writes half precision, and replaces nothing unless told to', async () => {
    const convert = (...more: string[]) =>
      cli.run(['convert', cli.model, 'half.safetensors', '--dtype', 'f16', ...more]);
    expect(await convert()).toMatchObject({ code: 0 });
    const state = await loadStateDict(cli.at('half.safetensors'));
    expect(new Set([...state.values()].map(({ dtype }) => dtype))).toEqual(new Set(['F16']));
    const bytes = await readFile(cli.at('half.safetensors'));
    expect(await convert()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('E_CHECKPOINT_EXISTS'),
    });
    expect(await readFile(cli.at('half.safetensors'))).toEqual(bytes);
    expect(await convert('--overwrite')).toMatchObject({ code: 0 });
  });

  it('converts a network that it does not know as it is', async () => {
    const tensor: NamedTensor = { name: 'fc.weight', dtype: 'I32', shape: [2], data: Int32Array.of(1, 2) };
    await saveSafetensors(cli.at('fc.safetensors'), [tensor]);
    expect(await cli.run(['convert', 'fc.safetensors', 'fc2.safetensors'])).toMatchObject({ code: 0 });
    expect([...(await loadStateDict(cli.at('fc2.safetensors'))).values()]).toEqual([tensor]);
  });

  it.each([
    [['tiny.safetensors', 'x.onnx'], 2, /expected a name that ends in \.safetensors, \.pth or \.state/],
    [['tiny.safetensors', './tiny.safetensors', '--overwrite'], 2, /is the input itself/],
    [['gone.pth', 'x.safetensors'], 3, /E_CHECKPOINT_NOT_FOUND/],
    [['tiny.safetensors', 'tiny.safetensors/x.safetensors'], 1, /E_OUTPUT_FOLDER/],
    [['tiny.safetensors', 'x.safetensors', '--dtype', 'f64'], 2, /Allowed choices are f32, f16, bf16/],
  ])('refuses %j', async (args, code, message) => {
    const result = await cli.run(['convert', ...args]);
    expect([result.code, result.stderr]).toEqual([code, expect.stringMatching(message)]);
  });
});
