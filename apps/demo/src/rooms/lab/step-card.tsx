import type { DegradationStep, KernelSpec } from '@srkit/degradation';
import type { JSX } from 'preact';
import type { Slot } from '../../engine/protocol';
import { text } from '../../text/text';

interface Field {
  readonly name: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

const KERNELS = [
  'iso',
  'aniso',
  'generalized_iso',
  'generalized_aniso',
  'plateau_iso',
  'plateau_aniso',
  'sinc',
  'pulse',
] as const;
const MODES = ['area', 'bilinear', 'bicubic', 'nearest'] as const;

/** Range and step of each number that a kernel has. */
const KERNEL_FIELDS: Readonly<Record<string, Omit<Field, 'name' | 'value'> & { readonly usual: number }>> = {
  size: { min: 3, max: 21, step: 2, usual: 21 },
  sigmaX: { min: 0.1, max: 5, step: 0.01, usual: 1.5 },
  sigmaY: { min: 0.1, max: 5, step: 0.01, usual: 1 },
  rotation: { min: -3.14, max: 3.14, step: 0.01, usual: 0 },
  beta: { min: 0.3, max: 4, step: 0.01, usual: 1 },
  cutoff: { min: 0.3, max: 3.14, step: 0.01, usual: 1.5 },
};

const fieldsOfKernel = (type: (typeof KERNELS)[number]): string[] => {
  if (type === 'pulse') return [];
  if (type === 'sinc') return ['size', 'cutoff'];
  const sigmas = type.endsWith('aniso') ? ['sigmaX', 'sigmaY', 'rotation'] : ['sigmaX'];
  return ['size', ...sigmas, ...(type.includes('_') ? ['beta'] : [])];
};

/** A kernel of another kind, with what both have in common. */
const asKind = (kernel: KernelSpec, type: (typeof KERNELS)[number]): KernelSpec => {
  const before = kernel as unknown as Record<string, number>;
  const numbers = fieldsOfKernel(type).map((name) => [name, before[name] ?? KERNEL_FIELDS[name]!.usual]);
  return { type, ...Object.fromEntries(numbers) } as KernelSpec;
};

const slider = (
  { name, value, min, max, step }: Field,
  id: string,
  set: (value: number) => void,
): JSX.Element => (
  <label key={name} class="slider">
    <span>
      {text.lab.field[name]} <output>{Number(value.toFixed(3))}</output>
    </span>
    <input
      type="range"
      {...{ min: Math.min(min, value), max: Math.max(max, value), value }}
      step={step}
      data-field={`${id}.${name}`}
      onInput={({ currentTarget }) => set(currentTarget.valueAsNumber)}
    />
  </label>
);

const picker = (
  name: string,
  id: string,
  value: string,
  values: readonly string[],
  set: (value: string) => void,
): JSX.Element => (
  <label key={name} class="slider">
    <span>{text.lab.field[name]}</span>
    <select
      value={value}
      data-field={`${id}.${name}`}
      onChange={({ currentTarget }) => set(currentTarget.value)}
    >
      {values.map((each) => (
        <option key={each} value={each}>
          {each.replaceAll('_', ' ')}
        </option>
      ))}
    </select>
  </label>
);

const blurControls = (
  step: Extract<DegradationStep, { op: 'blur' }>,
  id: string,
  change: (step: DegradationStep) => void,
): JSX.Element[] => {
  const kernel = step.kernels[0]!;
  const set = (next: KernelSpec): void => change({ ...step, kernels: [next] });
  if (kernel.type === 'values') return [];
  const numbers = kernel as unknown as Record<string, number>;
  return [
    picker('type', id, kernel.type, KERNELS, (type) => set(asKind(kernel, type as (typeof KERNELS)[number]))),
    ...fieldsOfKernel(kernel.type).map((name) =>
      slider({ name, value: numbers[name]!, ...KERNEL_FIELDS[name]! }, id, (value) =>
        set({ ...kernel, [name]: value } as KernelSpec),
      ),
    ),
  ];
};

const noiseControls = (
  step: Extract<DegradationStep, { op: 'gaussianNoise' | 'poissonNoise' }>,
  id: string,
  change: (step: DegradationStep) => void,
): JSX.Element[] => {
  const { gray, seeds } = step;
  const kinds = { gaussianNoise: 'gaussian', poissonNoise: 'poisson' } as const;
  const strength =
    step.op === 'gaussianNoise'
      ? slider({ name: 'sigma', value: step.sigma[0]!, min: 0, max: 60, step: 0.1 }, id, (value) =>
          change({ ...step, sigma: [value] }),
        )
      : slider({ name: 'scale', value: step.scale[0]!, min: 0.05, max: 6, step: 0.01 }, id, (value) =>
          change({ ...step, scale: [value] }),
        );
  return [
    picker('op', id, kinds[step.op], Object.values(kinds), (kind) =>
      change(
        kind === 'gaussian'
          ? { op: 'gaussianNoise', sigma: [10], gray, seeds, graySeed: seeds[0]! }
          : { op: 'poissonNoise', scale: [1], gray, seeds },
      ),
    ),
    strength,
    slider({ name: 'seeds', value: seeds[0]!, min: 0, max: 2 ** 32 - 1, step: 1 }, id, (value) =>
      change({ ...step, seeds: [value], ...(step.op === 'gaussianNoise' && { graySeed: value }) }),
    ),
    <label key="gray" class="inline">
      <input
        type="checkbox"
        checked={gray[0]}
        onChange={({ currentTarget }) => change({ ...step, gray: [currentTarget.checked] })}
      />
      {text.lab.field['gray']}
    </label>,
  ];
};

const controls = (
  step: DegradationStep,
  id: string,
  change: (step: DegradationStep) => void,
): JSX.Element[] => {
  switch (step.op) {
    case 'blur':
      return blurControls(step, id, change);
    case 'resize': {
      const mode = picker('mode', id, step.mode, MODES, (value) =>
        change({ ...step, mode: value as (typeof MODES)[number] }),
      );
      // The last one gives the size that LQ has.
      if (id.startsWith('final')) return [mode];
      const sides =
        'scaleFactor' in step
          ? [
              slider(
                { name: 'scaleFactor', value: step.scaleFactor, min: 0.15, max: 1.5, step: 0.01 },
                id,
                (value) => change({ ...step, scaleFactor: value }),
              ),
            ]
          : (['height', 'width'] as const).map((name) =>
              slider({ name, value: step[name], min: 16, max: 512, step: 1 }, id, (value) =>
                change({ ...step, [name]: value }),
              ),
            );
      return [mode, ...sides];
    }
    case 'jpeg':
      return [
        slider({ name: 'quality', value: step.quality[0]!, min: 5, max: 100, step: 0.5 }, id, (value) =>
          change({ ...step, quality: [value] }),
        ),
      ];
    default:
      return noiseControls(step, id, change);
  }
};

interface CardProps {
  readonly slot: Slot;
  readonly locked: boolean;
  readonly onLock: (locked: boolean) => void;
  readonly onChange: (step: DegradationStep) => void;
}

/** One step of the process: what was drawn, to be changed and kept. */
export const StepCard = ({ slot: { id, step }, locked, onLock, onChange }: CardProps): JSX.Element => {
  const kind = id.split('.')[1]?.split('-')[0] ?? '';
  return (
    <div class={`step ${step ? '' : 'absent'}`}>
      <div class="row">
        <h3>{text.lab.step[kind] ?? kind}</h3>
        <span class="grow" />
        <label class="inline quiet">
          <input
            type="checkbox"
            checked={locked}
            data-lock={id}
            onChange={({ currentTarget }) => onLock(currentTarget.checked)}
          />
          {text.lab.lock}
        </label>
      </div>
      {step ? controls(step, id, onChange) : <p class="quiet">{text.lab.absent}</p>}
    </div>
  );
};
