import { MAX_MEMO_ENTRIES, MAX_UNPICKLED_BYTES } from '../limits';
import { complain } from './pickle-error';
import type { PyValue } from './pickle-values';

/** Estimated heap of a stack slot, a memo slot and a small object, in bytes: V8's own figures, rounded up. */
const SLOT_BYTES = 16;
const MEMO_BYTES = 48;

/** The unpickler's memory: a stack divided by marks, and a memo. Everything put into it is paid for. */
export class PickleMachine {
  #stack: PyValue[] = [];
  readonly #outer: PyValue[][] = [];
  readonly #memo = new Map<number, PyValue>();
  #used = 0;

  /** Counts `bytes` against `MAX_UNPICKLED_BYTES`. */
  charge(bytes: number): void {
    this.#used += bytes;
    if (this.#used <= MAX_UNPICKLED_BYTES) return;
    throw complain(
      `the pickle unfolds to more than ${MAX_UNPICKLED_BYTES} bytes of objects.`,
      'E_CHECKPOINT_TOO_LARGE',
    );
  }

  push(value: PyValue): void {
    this.charge(SLOT_BYTES);
    this.#stack.push(value);
  }

  pop(): PyValue {
    const value = this.#stack.pop();
    if (value === undefined) throw complain('the pickle takes a value from an empty stack.');
    return value;
  }

  top(): PyValue {
    const value = this.#stack.at(-1);
    if (value === undefined) throw complain('the pickle looks at an empty stack.');
    return value;
  }

  mark(): void {
    this.charge(4 * SLOT_BYTES);
    this.#outer.push(this.#stack);
    this.#stack = [];
  }

  /** The values above the last mark; the mark is gone afterwards. */
  popToMark(): PyValue[] {
    const outer = this.#outer.pop();
    if (outer === undefined) throw complain('the pickle looks for a mark that was never set.');
    const values = this.#stack;
    this.#stack = outer;
    return values;
  }

  /** POP removes a value, or a mark if that is on top. */
  discard(): void {
    if (this.#stack.length > 0) this.#stack.pop();
    else this.popToMark();
  }

  /** Puts the top of the stack into memo slot `index`, the next free one by default. */
  remember(index: number = this.#memo.size): void {
    this.charge(MEMO_BYTES);
    if (this.#memo.size >= MAX_MEMO_ENTRIES) {
      throw complain(`the pickle uses more than ${MAX_MEMO_ENTRIES} memo slots.`, 'E_CHECKPOINT_TOO_LARGE');
    }
    this.#memo.set(index, this.top());
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw complain(`the pickle reads memo slot ${index}, which was never set.`);
    this.push(value);
  }

  /** The one value that a finished pickle leaves. */
  result(): PyValue {
    const value = this.pop();
    if (this.#stack.length > 0 || this.#outer.length > 0)
      throw complain('the pickle leaves values on its stack.');
    return value;
  }
}
