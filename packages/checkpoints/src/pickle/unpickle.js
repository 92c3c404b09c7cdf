import { checkpointError } from '../checkpoint-error';
import { MAX_PICKLE_BYTES } from '../limits';
import { PickleCursor } from './pickle-cursor';
import { PickleComplaint, placed } from './pickle-error';
import { PickleMachine } from './pickle-machine';
import { runOpcode } from './pickle-opcodes';
const STOP = 0x2e;
/**
 * Reads one pickle (protocols 0 to 5) into plain data. Nothing is executed: every name goes through `findGlobal`,
 * every call to a function that came from there. A loop over opcodes, no recursion, so that nesting costs no stack.
 */
export class Unpickler {
    #input;
    #machine;
    #position;
    constructor(input) {
        this.#input = input;
        this.#machine = new PickleMachine(input.budget);
        this.#position = input.start;
    }
    /** Where the next opcode is; after the end, where the pickle ended. */
    get position() {
        return this.#position;
    }
    /**
     * Goes on to the end of the pickle and gives its value. `isWhole` is false if the file goes on after `bytes`: a
     * pickle that does too throws `PickleNeedsMore`, and `run` may be called again with more bytes from the same
     * beginning. Nothing is done twice, because an opcode reads its argument before it changes anything.
     * Throws `CheckpointError`.
     */
    run(bytes, isWhole) {
        const { label, start, findGlobal, loadPersistent } = this.#input;
        const cursor = new PickleCursor(bytes, this.#position, isWhole);
        const run = { cursor, machine: this.#machine, findGlobal, loadPersistent };
        try {
            for (;;) {
                this.#position = cursor.position;
                if (this.#position - start > MAX_PICKLE_BYTES)
                    throw tooLong(label);
                const code = cursor.uint8();
                if (code === STOP) {
                    this.#position = cursor.position;
                    return this.#machine.result();
                }
                runOpcode(code, run);
            }
        }
        catch (error) {
            throw error instanceof PickleComplaint ? placed(error, { label, offset: this.#position }) : error;
        }
    }
}
const tooLong = (label) => checkpointError('E_CHECKPOINT_TOO_LARGE', `${label}: the pickle is longer than ${MAX_PICKLE_BYTES} bytes.`);
