import type { DegradationOptions } from '@srkit/degradation';
import type { JSX } from 'preact';
import { text } from '../../text/text';

interface DistributionProps {
  readonly options: DegradationOptions;
  readonly onChange: (options: DegradationOptions) => void;
}

type Values = Readonly<Record<string, unknown>>;

const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= 8 &&
  value.every((each) => typeof each === 'number');

/** Inputs for the numbers of one stage, under the names that the options have. */
const numbersOf = (where: string, values: Values, change: (values: Values) => void): JSX.Element[] =>
  Object.entries(values).flatMap(([name, value]) => {
    const numbers = typeof value === 'number' ? [value] : isNumbers(value) ? value : [];
    if (numbers.length === 0) return [];
    const set = (i: number, next: number): void => {
      if (Number.isNaN(next)) return;
      change({
        ...values,
        [name]: typeof value === 'number' ? next : numbers.map((old, at) => (at === i ? next : old)),
      });
    };
    return [
      <div key={name} class="numbers">
        <span>{name}</span>
        {numbers.map((number, i) => (
          <input
            key={`${name}-${i + 1}`}
            type="number"
            step="any"
            value={number}
            aria-label={`${where} ${name} ${i + 1}`}
            onChange={({ currentTarget }) => set(i, currentTarget.valueAsNumber)}
          />
        ))}
      </div>,
    ];
  });

/** Every number that the process is drawn from. */
export const Distribution = ({ options, onChange }: DistributionProps): JSX.Element => (
  <details>
    <summary>{text.lab.distribution}</summary>
    <p class="quiet">{text.lab.distributionText}</p>
    {options.stages.map((stage, i) => {
      const where = text.lab.group[String(i + 1)] ?? String(i + 1);
      const change = (values: Values): void =>
        onChange({
          ...options,
          stages: options.stages.map((before, at) =>
            at === i ? (values as unknown as typeof stage) : before,
          ),
        });
      return (
        <fieldset key={where}>
          <legend>{where}</legend>
          {numbersOf(where, stage as unknown as Values, change)}
        </fieldset>
      );
    })}
    <fieldset>
      <legend>{text.lab.group['final']}</legend>
      {numbersOf(text.lab.group['final']!, options.final as unknown as Values, (values) =>
        onChange({ ...options, final: values as unknown as DegradationOptions['final'] }),
      )}
    </fieldset>
  </details>
);
