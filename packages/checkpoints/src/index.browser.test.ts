import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bigZip } from '../test-support/big-checkpoint';
import { comparable } from '../test-support/raw';
import * as node from './index';
import * as browser from './index.browser';

/** All files that `entry` imports, directly or not, and every other specifier. */
const reachable = (entry: string): { files: Set<string>; packages: Set<string> } => {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/\bfrom '([^']+)'/g)) {
      if (specifier!.startsWith('.')) visit(`${resolve(dirname(file), specifier!)}.ts`);
      else packages.add(specifier!);
    }
  };
  visit(fileURLToPath(new URL(entry, import.meta.url)));
  return { files, packages };
};

describe('the browser entry', () => {
  it('reaches no module of Node', () => {
    const { files, packages } = reachable('./index.browser.ts');
    expect(files.size).toBeGreaterThan(30);
    expect([...packages]).toEqual(['@srkit/core']);
  });

  it('differs from the Node entry only by what needs a file system', () => {
    const only = Object.keys(node).filter((name) => !(name in browser));
    expect(only.sort()).toEqual(['downloadFile', 'savePth', 'saveSafetensors']);
    expect(Object.keys(browser).filter((name) => !(name in node))).toEqual([]);
  });

  it('reads a File slice by slice', async () => {
    const bytes = bigZip(64);
    const file = new File([bytes], 'x4.pth');
    let read = 0;
    file.slice = (start = 0, end = file.size) => {
      read += end - start;
      return new Blob([bytes.subarray(start, end)]);
    };
    const checkpoint = await browser.openCheckpoint(file);
    expect(read).toBeLessThan(250_000);
    expect(comparable(await checkpoint.readAll())).toEqual(comparable(await node.loadStateDict(bytes)));
  });

  it('reports a file that the browser can no longer read', async () => {
    const file = new File([bigZip(1)], 'x4.pth');
    file.slice = () =>
      ({
        arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')),
      }) as unknown as Blob;
    await expect(browser.openCheckpoint(file)).rejects.toMatchObject({
      code: 'E_CHECKPOINT_IO',
      message: expect.stringContaining('"x4.pth"'),
    });
    file.slice = () => new Blob([]);
    await expect(browser.openCheckpoint(file)).rejects.toMatchObject({ code: 'E_CHECKPOINT_CHANGED' });
  });

  it('takes strings for URLs', async () => {
    const bytes = Buffer.from(bigZip(1)).toString('base64');
    const state = await browser.loadStateDict(`data:application/octet-stream;base64,${bytes}`);
    expect(state.size).toBe(64);
  });
});
