import { checkpointError } from '../checkpoint-error';
import { MAX_NAME_LENGTH, MAX_NESTING, MAX_SHARED_NAME_CHARACTERS, MAX_SHARED_NODES, MAX_TENSORS, } from '../limits';
import { show } from '../show';
/** Charged for every value that a walk comes to: its key as text, its place in a list. */
const NODE_BYTES = 32;
/** Charged for a tensor that is found: its entry, its description and its place in the result's tables. */
const TENSOR_BYTES = 256;
/**
 * Keeps walks over an unpickled structure finite: structures may contain themselves, or share parts so that a
 * kilobyte unfolds to a tree of billions ("billion laughs").
 */
export class TreeBudget {
    label;
    /** Counts bytes of what a walk makes, against the same budget as the pickle. */
    charge;
    #mostNodes;
    #mostCharacters;
    #nodes = 0;
    #characters = 0;
    #tensors = 0;
    constructor(label, pickleBytes, objects) {
        this.label = label;
        this.charge = (bytes) => objects.charge(bytes);
        this.#mostNodes = pickleBytes + MAX_SHARED_NODES;
        this.#mostCharacters = 4 * pickleBytes + MAX_SHARED_NAME_CHARACTERS;
    }
    node(depth) {
        if (depth > MAX_NESTING) {
            throw checkpointError('E_CHECKPOINT_NESTING', `${this.label}: containers are nested deeper than ${MAX_NESTING}, or contain themselves. This is not a checkpoint that training writes.`);
        }
        this.charge(NODE_BYTES);
        if (++this.#nodes > this.#mostNodes) {
            throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${this.label}: shared containers unfold to more than ${this.#mostNodes} entries.`);
        }
    }
    tensor(name) {
        this.charge(TENSOR_BYTES + name.length);
        this.#characters += name.length;
        if (name.length > MAX_NAME_LENGTH) {
            throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${this.label}: tensor name ${show(name)} is too long; at most ${MAX_NAME_LENGTH} characters are read.`);
        }
        if (++this.#tensors > MAX_TENSORS || this.#characters > this.#mostCharacters) {
            throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${this.label}: more than ${MAX_TENSORS} tensors, or names of more than ${this.#mostCharacters} characters in all.`);
        }
    }
}
