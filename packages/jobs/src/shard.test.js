import { describe, expect, it } from 'vitest';
import { itemsOfShard, parseShard } from './shard';
describe('a shard', () => {
    it('is named, or read from Slurm and Kubernetes', () => {
        expect(parseShard('2/8', {})).toEqual({ index: 1, count: 8 });
        expect(parseShard('1/1', { SLURM_ARRAY_TASK_ID: '5' })).toEqual({ index: 0, count: 1 });
        const slurm = { SLURM_ARRAY_TASK_ID: '7', SLURM_ARRAY_TASK_COUNT: '4' };
        expect(parseShard('auto', { ...slurm, SLURM_ARRAY_TASK_MIN: '5' })).toEqual({ index: 2, count: 4 });
        const stepped = { ...slurm, SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_STEP: '2' };
        expect(parseShard('auto', stepped)).toEqual({ index: 3, count: 4 });
        expect(parseShard('auto/5', { JOB_COMPLETION_INDEX: '4' })).toEqual({ index: 4, count: 5 });
    });
    it.each([
        ['0/4', {}, /part 0 of 4.*Give i\/n/],
        ['5/4', {}, /part 5 of 4/],
        ['3', {}, /number of parts is not known/],
        ['1/0', {}, /not from 1 to/],
        ['-1/4', {}, /names no part/],
        ['auto', {}, /neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX/],
        ['auto', { JOB_COMPLETION_INDEX: '1' }, /number of parts is not known/],
        ['auto/2', { JOB_COMPLETION_INDEX: '2' }, /part 3 of 2/],
        [
            'auto',
            { SLURM_ARRAY_TASK_ID: '2', SLURM_ARRAY_TASK_COUNT: '4', SLURM_ARRAY_TASK_STEP: '4' },
            /part 1\.5 of 4/,
        ],
        ['auto', { SLURM_ARRAY_TASK_ID: '9'.repeat(40) }, /holds a number/],
    ])('that cannot be meant is refused: %s %o', (text, env, message) => {
        expect(() => parseShard(text, env)).toThrow(message);
    });
    const itemsIn = (home, count) => Array.from({ length: count }, (_, i) => ({ inputs: [], outputs: [`${home}/picture-${i}.png`] }));
    const names = (home, count, index) => itemsOfShard(itemsIn(home, count), { index, count: 4 }, () => home).map(({ outputs }) => outputs[0].replace(home, ''));
    it('has a fair share; together they have every item once', () => {
        const parts = [0, 1, 2, 3].map((index) => names('/a', 1000, index));
        expect(new Set(parts.flat()).size).toBe(1000);
        expect(parts.flat().length).toBe(1000);
        for (const part of parts)
            expect(Math.abs(part.length - 250)).toBeLessThan(60);
    });
    it('is the same wherever the folder is, and whatever else is in it', () => {
        const few = names('/a', 100, 2);
        expect(names('/mnt/elsewhere', 100, 2)).toEqual(few);
        expect(names('/a', 200, 2).slice(0, few.length)).toEqual(few);
    });
});
