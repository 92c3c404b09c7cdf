import {
  loadStateDict,
  type NamedTensor,
  openCheckpoint,
  type StateDict,
  saveSafetensors,
} from '@srkit/checkpoints';
import type { Module } from '@srkit/nn';
import type { Adam, AdamMoments } from '@srkit/training';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';

/** What a run goes on from. */
export interface RunState {
  readonly network: Module;
  readonly average: Module;
  readonly adam: Adam;
}

export interface RunPlace {
  readonly step: number;
  /** Seconds of training so far, those of earlier calls included. */
  readonly seconds: number;
}

const PARTS = ['network', 'average'] as const;

const toNamed = async (name: string, value: Tensor): Promise<NamedTensor> => ({
  name,
  dtype: 'F32',
  shape: value.shape,
  data: (await value.data()) as Float32Array,
});

/** Writes everything that a run depends on, all at once. */
export const saveRun = async (
  file: string,
  { network, average, adam }: RunState,
  place: RunPlace,
): Promise<void> => {
  const tensors: NamedTensor[] = [];
  for (const [part, module] of [
    ['network', network],
    ['average', average],
  ] as const) {
    for (const [name, entry] of await module.stateDict()) tensors.push({ ...entry, name: `${part}.${name}` });
  }
  const steps: Record<string, number> = {};
  const moments = adam.state();
  try {
    for (const [name, { step, expAvg, expAvgSq }] of moments) {
      steps[name] = step;
      tensors.push(await toNamed(`exp_avg.${name}`, expAvg), await toNamed(`exp_avg_sq.${name}`, expAvgSq));
    }
  } finally {
    for (const { expAvg, expAvgSq } of moments.values()) {
      expAvg.dispose();
      expAvgSq.dispose();
    }
  }
  await saveSafetensors(file, tensors, {
    overwrite: true,
    metadata: { place: JSON.stringify(place), steps: JSON.stringify(steps) },
  });
};

const withPrefix = (state: StateDict, prefix: string): StateDict =>
  new Map(
    [...state]
      .filter(([name]) => name.startsWith(`${prefix}.`))
      .map(([name, entry]) => [name.slice(prefix.length + 1), entry] as const),
  );

/** Puts a run back where `saveRun` wrote it. @throws CheckpointError for a file of another network. */
export const loadRun = async (file: string, state: RunState): Promise<RunPlace> => {
  const checkpoint = await openCheckpoint(file);
  const { place, steps } = checkpoint.metadata as Readonly<Record<string, string | undefined>>;
  await checkpoint.close();
  if (!place || !steps) throw new Error(`${file} is no run that can be gone on with.`);
  const stored = await loadStateDict(file);
  for (const part of PARTS) state[part].loadStateDict(withPrefix(stored, part));
  const moments = new Map<string, AdamMoments>();
  const averages = withPrefix(stored, 'exp_avg');
  const squares = withPrefix(stored, 'exp_avg_sq');
  const made = ({ data, shape }: NamedTensor): Tensor => tensor(data as Float32Array, [...shape]);
  for (const [name, step] of Object.entries(JSON.parse(steps) as Record<string, number>)) {
    moments.set(name, {
      step,
      expAvg: made(averages.get(name) as NamedTensor),
      expAvgSq: made(squares.get(name) as NamedTensor),
    });
  }
  state.adam.loadState(moments);
  for (const { expAvg, expAvgSq } of moments.values()) {
    expAvg.dispose();
    expAvgSq.dispose();
  }
  return JSON.parse(place) as RunPlace;
};
