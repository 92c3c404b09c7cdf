import { checkpointError } from '../checkpoint-error';
import { MAX_PICKLE_BYTES } from '../limits';
import { PickleCursor } from './pickle-cursor';
import { PickleComplaint, placed } from './pickle-error';
import { PickleMachine } from './pickle-machine';
import { type PickleWorld, runOpcode } from './pickle-opcodes';
import type { PyValue } from './pickle-values';

const STOP = 0x2e;

export interface PickleInput extends PickleWorld {
  readonly bytes: Uint8Array;
  /** Where the pickle begins in `bytes`. */
  readonly start: number;
  /** False if the file goes on after `bytes`: then a pickle that does too throws `PickleNeedsMore`. */
  readonly isWhole: boolean;
  /** What messages call the pickle. Offsets in messages count from the start of `bytes`. */
  readonly label: string;
}

/**
 * Reads one pickle (protocols 0 to 5) into plain data, and says where it ended. Nothing is executed: every name
 * goes through `findGlobal`, every call to a function that came from there. A loop over opcodes, no recursion,
 * so that nesting costs no stack. Throws `CheckpointError`.
 */
export const unpickle = (input: PickleInput): { value: PyValue; end: number } => {
  const { bytes, start, isWhole, label, findGlobal, loadPersistent } = input;
  const cursor = new PickleCursor(bytes, start, isWhole);
  const machine = new PickleMachine();
  const run = { cursor, machine, findGlobal, loadPersistent };
  let offset = start;
  try {
    for (;;) {
      offset = cursor.position;
      if (offset - start > MAX_PICKLE_BYTES) throw tooLong(label);
      const code = cursor.uint8();
      if (code === STOP) return { value: machine.result(), end: cursor.position };
      runOpcode(code, run);
    }
  } catch (error) {
    throw error instanceof PickleComplaint ? placed(error, { label, offset }) : error;
  }
};

const tooLong = (label: string) =>
  checkpointError('E_CHECKPOINT_TOO_LARGE', `${label}: the pickle is longer than ${MAX_PICKLE_BYTES} bytes.`);
