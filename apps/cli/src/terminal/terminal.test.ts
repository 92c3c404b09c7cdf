import { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { CheckpointError, ConfigError, DeviceError } from '@srkit/core';
import { CommanderError } from 'commander';
import { afterEach, expect, it } from 'vitest';
import { exitCodeOf } from '../exit-code';
import { formatError } from './format-error';
import { printable } from './printable';
import { ProgressBar } from './progress-bar';
import { refuseTerminal } from './stdout';

const isTTY = process.stdout.isTTY;
afterEach(() => {
  process.stdout.isTTY = isTTY;
});

const terminal = (): { stream: WriteStream; text: () => string } => {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const tty = Object.assign(stream, { isTTY: true, columns: 100 }) as unknown as WriteStream;
  return { stream: tty, text: () => text };
};

it('draws a bar with what fits of a long name, a count and an ETA', () => {
  const { stream, text } = terminal();
  const bar = new ProgressBar(stream);
  bar.update('1/9 a-rather-long-name-for-a-picture.png', { done: 0, total: 4, unit: 'tiles' });
  bar.update('1/9 a-rather-long-name-for-a-picture.png', { done: 1, total: 4, unit: 'tiles' });
  bar.stop();
  expect(text()).toMatch(/1\/9 a-rather-long-name-for-… \[=+ +\] \d+% \| \d\/4 tiles \| ETA [\d-]+:[\d-]{2}/);
});

it('counts downloads in bytes, also where the total is unknown', () => {
  const { stream, text } = terminal();
  const bar = new ProgressBar(stream);
  bar.update('model.pth', { done: 0, total: 3 * 2 ** 20, unit: 'bytes' });
  bar.stop();
  bar.update('other.pth', { done: 2048, total: 0, unit: 'bytes' });
  bar.stop();
  expect(text()).toContain('0 bytes of 3.0 MiB');
  expect(text()).toContain('2.0 KiB |');
});

it('refuses to write a picture to a terminal', () => {
  process.stdout.isTTY = true;
  expect(refuseTerminal).toThrow(/would write a picture to the terminal/);
  process.stdout.isTTY = false;
  expect(refuseTerminal).not.toThrow();
});

it('makes text harmless and leaves its lines', () => {
  expect(printable('a\u001b[31mb\r\nc\u202ed')).toBe('a\u{fffd}[31mb\u{fffd}\nc\u{fffd}d');
});

it.each([
  [new ConfigError('E_CONFIG_X', 'x'), 2, 'ConfigError [E_CONFIG_X] x'],
  [new CheckpointError('E_CHECKPOINT_ZIP', 'x'), 3, 'CheckpointError [E_CHECKPOINT_ZIP] x'],
  [new CheckpointError('E_CHECKPOINT_NETWORK', 'x'), 1, 'CheckpointError [E_CHECKPOINT_NETWORK] x'],
  [new DeviceError('E_DEVICE_BACKEND', 'x'), 4, 'DeviceError [E_DEVICE_BACKEND] x'],
  [new DeviceError('E_DEVICE_MEMORY', 'x'), 1, 'DeviceError [E_DEVICE_MEMORY] x'],
  [new DOMException('x', 'AbortError'), 130, 'AbortError'],
  [
    new CommanderError(1, 'commander.unknownOption', "error: unknown option '-x'"),
    2,
    "UsageError [E_USAGE] unknown option '-x'",
  ],
  [Object.assign(new Error('x'), { code: 'ENOSPC' }), 1, 'Error [ENOSPC] x'],
  [
    new CheckpointError('E_CHECKPOINT_IO', 'x', { cause: Object.assign(new Error('y'), { code: 'EROFS' }) }),
    1,
    'x',
  ],
  [new TypeError('x'), 1, 'TypeError [E_UNEXPECTED] x'],
  ['x', 1, 'Error [E_UNEXPECTED] x'],
])('%s ends in code %i', (error, code, text) => {
  expect(exitCodeOf(error)).toBe(code);
  expect(formatError(error, false)).toContain(text);
  expect(formatError(error, false)).not.toMatch(/^\s+at /m);
});
