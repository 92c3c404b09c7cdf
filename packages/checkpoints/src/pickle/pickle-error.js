import { checkpointError } from '../checkpoint-error';
/** A complaint raised while a pickle is read, before its place is known. Never leaves the unpickler. */
export class PickleComplaint extends Error {
    code;
    constructor(code, message) {
        super(message);
        this.code = code;
    }
}
/** `E_CHECKPOINT_PICKLE` unless another code is given. */
export const complain = (message, code = 'E_CHECKPOINT_PICKLE') => new PickleComplaint(code, message);
/** The complaint as a `CheckpointError` that says where. */
export const placed = (complaint, { label, offset }) => checkpointError(complaint.code, `${label}, byte ${offset}: ${complaint.message}`);
/** The buffer ends before the pickle does, although the file goes on: read more and start again. */
export class PickleNeedsMore extends Error {
    bytes;
    constructor(bytes) {
        super(`the pickle needs ${bytes} bytes`);
        this.bytes = bytes;
    }
}
