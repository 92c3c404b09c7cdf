import { expect, it } from 'vitest';
import { freeMemory } from './free-memory';

const MIB = 2 ** 20;
const machine = { available: 500 * MIB, limit: 2048 * MIB, machine: 9000 * MIB, total: 16_000 * MIB };
const reading =
  (files: Readonly<Record<string, string>>) =>
  (path: string): string | undefined =>
    files[path];

const V1 = `cache 9\ninactive_file ${MIB}\nactive_file ${MIB}\ntotal_inactive_file ${300 * MIB}\ntotal_active_file ${400 * MIB}\n`;
const V2 = `anon 9\nfile ${800 * MIB}\ninactive_file ${300 * MIB}\nactive_file ${400 * MIB}\n`;

it.each<[string, Readonly<Record<string, string>>]>([
  [
    'the first version',
    {
      '/proc/self/cgroup': '4:memory:/one/two\n1:cpu:/\n0::/\n',
      '/sys/fs/cgroup/memory/one/two/memory.stat': V1,
      '/sys/fs/cgroup/memory.stat': 'inactive_file 1\n',
    },
  ],
  [
    'the first version with other controllers',
    { '/proc/self/cgroup': '4:cpuset,memory,pids:/a\n', '/sys/fs/cgroup/memory/a/memory.stat': V1 },
  ],
  [
    'the first version in a container, which sees another path',
    { '/proc/self/cgroup': '4:memory:/docker/0f\n', '/sys/fs/cgroup/memory/memory.stat': V1 },
  ],
  [
    'the second version',
    { '/proc/self/cgroup': '0::/user.slice/a:b\n', '/sys/fs/cgroup/user.slice/a:b/memory.stat': V2 },
  ],
  [
    'the second version in a container',
    { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup//memory.stat': V2, '/sys/fs/cgroup/memory.stat': V2 },
  ],
])('counts the cache of files in a control group of %s as free', (_, files) => {
  expect(freeMemory(reading(files), machine) / MIB).toBe(1200);
});

it('is never more than the limit, nor than the machine has', () => {
  const files = { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup//memory.stat': V2 };
  expect(freeMemory(reading(files), { ...machine, limit: 1000 * MIB }) / MIB).toBe(1000);
  expect(freeMemory(reading(files), { ...machine, machine: 600 * MIB }) / MIB).toBe(600);
});

it('is what Node.js says where there is no limit, or no group says what is cached', () => {
  const refuse = (path: string): never => {
    throw new Error(`read ${path}`);
  };
  for (const limit of [undefined, 0, 16_000 * MIB, 2 ** 64]) {
    expect(freeMemory(refuse, { ...machine, limit }) / MIB).toBe(500);
  }
  expect(freeMemory(() => undefined, machine) / MIB).toBe(500);
  expect(freeMemory(() => 'nonsense\0', machine) / MIB).toBe(500);
  expect(freeMemory()).toBeGreaterThan(0);
});
