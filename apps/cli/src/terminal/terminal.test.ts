import { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { CheckpointError, ConfigError, DeviceError } from '@srkit/core';
import { CommanderError } from 'commander';
import { afterEach, expect, it } from 'vitest';
import { exitCodeOf } from '../errors';
import { progressDetail, sparkline } from '../train/step-line';
import { barLine, ProgressBar } from './progress-bar';
import { formatError, printable, wrapped } from './reporter';
import { refuseTerminal } from './streams';

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

it('draws a bar with what fits of a long name, the work done and an ETA', () => {
  const { stream, text } = terminal();
  const bar = new ProgressBar(stream);
  bar.update('1/9 a-rather-long-name-for-a-picture-of-a-holiday.png', 0);
  bar.update('1/9 a-rather-long-name-for-a-picture-of-a-holiday.png', 0.25);
  bar.end();
  expect(text()).toMatch(/1\/9 a-rather-long-name-for-a-pict… \[ +\] {3}0% \| ETA -:--/);
});

it.each([20, 40, 60, 80, 200])('draws a bar that leaves the last of %i columns free', (columns) => {
  for (const fraction of [undefined, 0, 0.004, 0.5, 1]) {
    for (const label of ['a.png', '1234/5678 a-rather-long-name-for-a-picture-of-a-holiday.png']) {
      const line = barLine({ label, fraction, detail: '10.5 MiB of 63.9 MiB', seconds: 5000 }, columns);
      expect(line.length).toBeLessThan(columns);
    }
  }
});

it('says how long the rest takes at the rate so far', () => {
  const line = (fraction: number, seconds: number): string =>
    barLine({ label: 'a.png', fraction, detail: '', seconds }, 60);
  expect(line(0.25, 30)).toMatch(/^a\.png \[====+ +\] {2}25% \| ETA 1:30$/);
  expect(line(0.01, 100)).toContain('| ETA 2:45:00');
  expect(line(0.001, 10)).toContain('| ETA -:--');
  // A training that goes on from its middle knows better.
  const told = barLine({ label: 'a.png', fraction: 0.5, detail: '', seconds: 2, left: 600 }, 60);
  expect(told).toContain('| ETA 10:00');
});

it('shows a training in 80 columns, the newest losses and its end included', () => {
  const seconds = { data: 0.024, forward: 0.3, backward: 0.78, update: 0.06, step: 1.2, total: 1.2 };
  const losses = { l_g_pix: 0.0361, l_g_percep: 3, l_g_gan: 0.1, grad_norm_g: 9 };
  const step = { iteration: 123456, losses, learningRates: { net_g: 1e-4 }, seconds, eta: 7200 };
  const shown = (data: number, wide = false): string =>
    progressDetail(
      { ...step, seconds: { ...seconds, data }, validation: undefined, saved: undefined },
      1.5 * 2 ** 30,
      wide,
    );
  expect(shown(0.024, true)).toContain('| 1.20 s (data 2, forward 25, backward 64, update 5 %) | 1.5 GiB');
  expect(shown(0.12)).toContain('1.20 s, data 10% |');
  const detail = shown(0.024);
  expect(detail).toBe('123456 | l_g_pix 0.0361 | 1.20 s | 1.5 GiB');
  const label = sparkline([9, 5, 4, 3, 2, 1, 1], 6);
  expect(label).toBe('█▆▅▃▁▁');
  const line = barLine({ label, fraction: 0.3, detail, seconds: 1, left: step.eta }, 80);
  expect(line).toMatch(/^█▆▅▃▁▁ .*30% .*ETA 2:00:00$/);
});

it('counts downloads, also where the total is unknown', () => {
  const known = barLine({ label: 'a.pth', fraction: 0.5, detail: '1 of 2 bytes', seconds: 1 }, 80);
  expect(known).toMatch(/ 50% \| 1 of 2 bytes \| ETA 0:01$/);
  expect(barLine({ label: 'a.pth', fraction: undefined, detail: '2.0 KiB', seconds: 1 }, 80)).toBe(
    'a.pth 2.0 KiB',
  );
});

it('breaks lines for a terminal at spaces', () => {
  expect(wrapped('one two three four', 10)).toBe('one two\n  three\n  four');
  expect(wrapped('short\nunbreakable-word', 10)).toBe('short\nunbreakable-word');
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
