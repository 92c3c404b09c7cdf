import { InvalidArgumentError } from 'commander';

/** Only plain decimal notation: `Number` alone would take '', ' 1 ', '0x10' and '1e3' as well. */
const toNumber = (text: string): number => (/^-?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN);

/** Parser for an option that is an integer in `minimum..maximum`. */
export const integerBetween =
  (minimum: number, maximum: number) =>
  (text: string): number => {
    const value = toNumber(text);
    if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`Expected an integer from ${minimum} to ${maximum}.`);
  };

/** Parser for an option that is a number in `minimum..maximum`; `minimum` itself only if `exclusive` is false. */
export const numberBetween =
  (minimum: number, maximum: number, { exclusive = false } = {}) =>
  (text: string): number => {
    const value = toNumber(text);
    if ((exclusive ? value > minimum : value >= minimum) && value <= maximum) return value;
    const range = exclusive ? `above ${minimum}, at most ${maximum}` : `from ${minimum} to ${maximum}`;
    throw new InvalidArgumentError(`Expected a number ${range}.`);
  };
