import { MAX_MEMO_ENTRIES, MAX_STACK_VALUES } from '../limits';
import { complain } from './pickle-error';
/** Estimated heap of a stack slot and of a memo slot, in bytes: what V8 takes while the array grows. */
const SLOT_BYTES = 20;
const MEMO_BYTES = 48;
/** The unpickler's memory: a stack divided by marks, and a memo. Everything put into it is paid for. */
export class PickleMachine {
    #stack = [];
    #outer = [];
    // An array and not a Map: slots are numbers that a file chooses, and a Map's hash of numbers can be made to collide.
    #memo = [];
    #memoSize = 0;
    #budget;
    constructor(budget) {
        this.#budget = budget;
    }
    charge = (bytes) => this.#budget.charge(bytes);
    push(value) {
        this.charge(SLOT_BYTES);
        if (this.#stack.push(value) <= MAX_STACK_VALUES)
            return;
        throw complain(`the pickle puts more than ${MAX_STACK_VALUES} values on its stack at once.`, 'E_CHECKPOINT_TOO_LARGE');
    }
    pop() {
        const value = this.#stack.pop();
        if (value === undefined)
            throw complain('the pickle takes a value from an empty stack.');
        return value;
    }
    top() {
        const value = this.#stack.at(-1);
        if (value === undefined)
            throw complain('the pickle looks at an empty stack.');
        return value;
    }
    mark() {
        this.charge(4 * SLOT_BYTES);
        this.#outer.push(this.#stack);
        this.#stack = [];
    }
    /** The values above the last mark; the mark is gone afterwards. */
    popToMark() {
        const outer = this.#outer.pop();
        if (outer === undefined)
            throw complain('the pickle looks for a mark that was never set.');
        const values = this.#stack;
        this.#stack = outer;
        return values;
    }
    /** POP removes a value, or a mark if that is on top. */
    discard() {
        if (this.#stack.length > 0)
            this.#stack.pop();
        else
            this.popToMark();
    }
    /** Puts the top of the stack into memo slot `index`, the next free one by default. */
    remember(index = this.#memoSize) {
        this.charge(MEMO_BYTES);
        if (this.#memo[index] === undefined && ++this.#memoSize > MAX_MEMO_ENTRIES) {
            throw complain(`the pickle uses more than ${MAX_MEMO_ENTRIES} memo slots.`, 'E_CHECKPOINT_TOO_LARGE');
        }
        this.#memo[index] = this.top();
    }
    recall(index) {
        const value = this.#memo[index];
        if (value === undefined)
            throw complain(`the pickle reads memo slot ${index}, which was never set.`);
        this.push(value);
    }
    /** The one value that a finished pickle leaves. */
    result() {
        const value = this.pop();
        if (this.#stack.length > 0 || this.#outer.length > 0)
            throw complain('the pickle leaves values on its stack.');
        return value;
    }
}
