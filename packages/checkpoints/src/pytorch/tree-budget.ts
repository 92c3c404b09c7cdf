import { checkpointError } from '../checkpoint-error';
import {
  MAX_NAME_LENGTH,
  MAX_NESTING,
  MAX_SHARED_NAME_CHARACTERS,
  MAX_SHARED_NODES,
  MAX_TENSORS,
} from '../limits';
import { show } from '../show';

/**
 * Keeps walks over an unpickled structure finite: structures may contain themselves, or share parts so that a
 * kilobyte unfolds to a tree of billions ("billion laughs").
 */
export class TreeBudget {
  readonly label: string;
  readonly #mostNodes: number;
  readonly #mostCharacters: number;
  #nodes = 0;
  #characters = 0;
  #tensors = 0;

  constructor(label: string, pickleBytes: number) {
    this.label = label;
    this.#mostNodes = pickleBytes + MAX_SHARED_NODES;
    this.#mostCharacters = 4 * pickleBytes + MAX_SHARED_NAME_CHARACTERS;
  }

  node(depth: number): void {
    if (depth > MAX_NESTING) {
      throw checkpointError(
        'E_CHECKPOINT_NESTING',
        `${this.label}: containers are nested deeper than ${MAX_NESTING}, or contain themselves. This is not a checkpoint that training writes.`,
      );
    }
    if (++this.#nodes > this.#mostNodes) {
      throw checkpointError(
        'E_CHECKPOINT_TOO_LARGE',
        `${this.label}: shared containers unfold to more than ${this.#mostNodes} entries.`,
      );
    }
  }

  tensor(name: string): void {
    this.#characters += name.length;
    if (name.length > MAX_NAME_LENGTH) {
      throw checkpointError(
        'E_CHECKPOINT_TOO_LARGE',
        `${this.label}: tensor name ${show(name)} is too long; at most ${MAX_NAME_LENGTH} characters are read.`,
      );
    }
    if (++this.#tensors > MAX_TENSORS || this.#characters > this.#mostCharacters) {
      throw checkpointError(
        'E_CHECKPOINT_TOO_LARGE',
        `${this.label}: more than ${MAX_TENSORS} tensors, or names of more than ${this.#mostCharacters} characters in all.`,
      );
    }
  }
}
