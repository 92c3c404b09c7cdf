import { expect, it } from 'vitest';
import { JobMeter } from './job-meter';
const meterOf = (sizes) => {
    const items = sizes.map((size) => ({ size }));
    const seen = [];
    return { items, meter: new JobMeter(items, (progress) => seen.push(progress)), last: () => seen.at(-1) };
};
it('weighs items by their work, and guesses what has not been measured from its size', () => {
    const { items, meter, last } = meterOf([10, 30]);
    meter.start(items[0]);
    meter.measure(items[0], 1000);
    meter.progress(items[0], { done: 1, total: 2, unit: 'rows' });
    // 500 of 1000 + 3000.
    expect(last()).toMatchObject({ fraction: 500 / 4000, finished: 0, total: 2, running: [items[0]] });
    meter.finish(items[0], true);
    meter.start(items[1]);
    meter.measure(items[1], 1000);
    expect(last()).toMatchObject({ fraction: 0.5, finished: 1, running: [items[1]] });
});
it('leaves out what took no work', () => {
    const { items, meter, last } = meterOf([1, 1, 2]);
    meter.finish(items[0], false);
    expect(last()).toMatchObject({ fraction: 0, finished: 1 });
    meter.start(items[1]);
    meter.finish(items[1], true);
    expect(last().fraction).toBeCloseTo(1 / 3);
    meter.finish(items[2], false);
    expect(last()).toMatchObject({ fraction: 1, finished: 3 });
});
it('never goes beyond the whole, nor to it before the end', () => {
    const { items, meter, last } = meterOf([0, 0]);
    meter.start(items[0]);
    meter.progress(items[0], { done: 9, total: 0, unit: 'bytes' });
    expect(last().fraction).toBe(0);
    meter.progress(items[0], { done: 9, total: 3, unit: 'tiles' });
    expect(last().fraction).toBe(0.5);
});
