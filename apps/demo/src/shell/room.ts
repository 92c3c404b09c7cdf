import type { Engine } from '../engine/engine';
import type { BackendChoice, EngineFacts } from '../engine/protocol';

/** What every room is given. */
export interface RoomProps {
  readonly choice: BackendChoice;
  /** The engine that enlarges; rooms that compute for long have their own. */
  readonly engine: Engine;
  readonly facts: EngineFacts | undefined;
  /** Says something to those who do not see the page. */
  readonly announce: (words: string) => void;
  /** Takes another backend, because the chosen one failed. */
  readonly fallBack: () => Promise<boolean>;
  /** Takes note of what the engine computes on since it lost its device. */
  readonly onMoved: (facts: EngineFacts) => void;
  /** Tries the lost device again, in an engine of its own, unless it was lost too often. */
  readonly renew: () => Promise<void>;
  /** Whether the room is the one that is seen. */
  readonly active: boolean;
  /** A model that another room made, for the upscale room. */
  readonly handed: File | undefined;
  readonly hand: (model: File) => void;
}

export const ROOMS = ['upscale', 'degradation', 'train', 'references', 'about'] as const;
export type Room = (typeof ROOMS)[number];

/** The room that the address names: `#train`, `#degradation?recipe=...`. */
export const roomFromAddress = (): Room => {
  const name = location.hash.slice(1).split('?')[0];
  return ROOMS.find((room) => room === name) ?? 'upscale';
};
