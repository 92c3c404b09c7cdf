import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { abortable, onAbort } from './abortable';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

describe('onAbort', () => {
  it('calls all who wait, with one listener, and those no more who have ended', () => {
    const controller = new AbortController();
    const { signal } = controller;
    const called: number[] = [];
    const same = (): void => void called.push(-1);
    const ends = Array.from({ length: 50 }, (_, i) => onAbort(signal, () => called.push(i)));
    const twice = [onAbort(signal, same), onAbort(signal, same)];
    expect(listeners(signal)).toBe(1);
    for (const end of [...ends.slice(2), ...ends.slice(2), twice[0]!]) end();
    expect(listeners(signal)).toBe(1);
    controller.abort();
    expect(called).toEqual([0, 1, -1]);
    onAbort(signal, () => called.push(99));
    expect([called.at(-1), listeners(signal)]).toEqual([99, 0]);
  });

  it('leaves nothing at a signal that nobody waits for, and begins again', () => {
    const controller = new AbortController();
    const { signal } = controller;
    const [first, second] = [onAbort(signal, () => undefined), onAbort(signal, () => undefined)];
    first();
    second();
    expect(listeners(signal)).toBe(0);
    let called = 0;
    onAbort(signal, () => called++);
    // What had ended before ends nothing of what came later.
    first();
    controller.abort();
    expect(called).toBe(1);
  });
});

describe('abortable', () => {
  it('gives what the work gives, or rejects at once, and leaves no listener', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    expect(await abortable(Promise.resolve(1), signal)).toBe(1);
    await expect(abortable(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
    expect(listeners(signal)).toBe(0);
    let fail: (error: Error) => void = () => undefined;
    const endless = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const waiting = abortable(endless, signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    // Nobody hears of what fails later.
    fail(new Error('late'));
    await expect(abortable(new Promise(() => undefined), signal)).rejects.toThrow('enough');
  });
});
