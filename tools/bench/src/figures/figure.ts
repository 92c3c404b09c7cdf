import type { Peak } from '../backend/peak-child';
import type { Machine } from '../shared/machine';

/** What one contender took for one case. */
export interface Entry {
  readonly contender: string;
  /** Of every timed run. */
  readonly seconds: readonly number[];
  /** Largest resident size of its process. */
  readonly peakBytes: number;
}

/** A case and everyone who was measured on it; the first is srkit, to which the others are compared. */
export interface Figure {
  readonly name: string;
  readonly entries: readonly Entry[];
}

/** Mean PSNR over a data set, in dB. */
export interface Score {
  readonly name: string;
  readonly bicubic: number;
  readonly model: number;
}

/** Tables of figures, by the names that READMEs mark them with. */
export const SECTIONS = ['upscale', 'networks', 'stock', 'ops', 'degrade', 'memory'] as const;
export type Section = (typeof SECTIONS)[number];

/** Everything that `npm run bench -- all` measured on one machine. */
export interface Figures {
  readonly machine: Machine;
  /** Of Node's packages and of PyTorch. */
  readonly versions: Readonly<Record<string, string>>;
  /** Few runs on small cases: not for READMEs. */
  readonly quick: boolean;
  readonly sections: Readonly<Partial<Record<Section, readonly Figure[]>>>;
  readonly innerLoop?: Peak;
  readonly quality?: readonly Score[];
}
