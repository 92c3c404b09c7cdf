// Preloaded into a process (node --import): writes its peak memory into the file SRKIT_BENCH_PEAK names when it ends.
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { peakMemory } from '../shared/peak-memory.mjs';

const file = process.env.SRKIT_BENCH_PEAK;
// Worker threads are given the preload as well; the memory is the whole process's.
if (file && isMainThread) process.on('exit', () => writeFileSync(file, String(peakMemory())));
