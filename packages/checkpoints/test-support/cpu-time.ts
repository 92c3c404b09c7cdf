/** Work of a reader's kind: text taken apart, and memory for each piece. */
const yardstick = (): number => {
  const started = process.cpuUsage();
  const text = JSON.stringify(Array.from({ length: 20_000 }, (_, i) => ({ name: `body.${i}`, shape: [i, 1] })));
  const items = JSON.parse(text) as { name: string; shape: number[] }[];
  const made = new Map(items.map(({ name, shape }) => [name, new Uint8Array(shape[0]! % 8)]));
  const { user, system } = process.cpuUsage(started);
  return made.size === 20_000 ? (user + system) / 1000 : Number.NaN;
};

/** What the yardstick takes on the machine on which the bounds were set, a virtual EPYC of 2021. */
const YARDSTICK_MILLISECONDS = 30;

/** How much slower this machine is, by the median of five; never below 1. */
const slowness = Math.max(
  1,
  Array.from({ length: 5 }, yardstick).sort((a, b) => a - b)[2]! / YARDSTICK_MILLISECONDS,
);

/**
 * Processor time of this process in milliseconds, fewer on a slow machine. Bounds are set on it and not on the clock,
 * because tests of other packages run at the same time, and not on plain processor time, because processors differ.
 */
export const cpuTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 / slowness;
};
