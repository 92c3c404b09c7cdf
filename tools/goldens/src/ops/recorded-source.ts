import type { RandomSource } from '@srkit/degradation';

/** One draw of the official code: which function of Python's, with what, and what came. */
export interface RecordedCall {
  readonly fn: string;
  readonly args: readonly unknown[];
  readonly result: unknown;
}

/** A source of recorded draws, and a check that none is left over. */
export interface RecordedSource extends RandomSource {
  /** Throws unless every recorded draw was asked for. */
  finish(): void;
}

/**
 * Replays recorded draws in their order. A draw of another kind, range or population than the recorded one is an
 * error: it shows that the sampler does not ask what the official code asks.
 */
export const recordedSource = (calls: readonly RecordedCall[]): RecordedSource => {
  let next = 0;
  const replay = (fn: string, ...args: readonly unknown[]): unknown => {
    const call = calls[next];
    const asked = `${fn}(${JSON.stringify(args)})`;
    if (!call) throw new Error(`draw ${next} is ${asked}, but only ${calls.length} were recorded`);
    const recorded = `${call.fn}(${JSON.stringify(call.args)})`;
    if (asked !== recorded) throw new Error(`draw ${next} is ${asked}, recorded was ${recorded}`);
    next++;
    return call.result;
  };
  return {
    uniform: (low, high) => replay('np.random.uniform', low, high) as number,
    integer: (low, high) => replay('random.randint', low, high) as number,
    choice: <T>(population: readonly T[]) => replay('random.choice', population) as T,
    weighted: <T>(population: readonly T[], weights: readonly number[]) =>
      replay('random.choices', population, weights) as T,
    finish: () => {
      if (next !== calls.length) throw new Error(`${next} of ${calls.length} recorded draws were asked for`);
    },
  };
};
