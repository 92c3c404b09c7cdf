import { type CheckpointErrorCode, checkpointError } from '../checkpoint-error';

/** Where in which pickle something went wrong. Filled in by the unpickler, which alone knows. */
export interface PicklePlace {
  readonly label: string;
  readonly offset: number;
}

/** A complaint raised while a pickle is read, before its place is known. Never leaves the unpickler. */
export class PickleComplaint extends Error {
  constructor(
    readonly code: CheckpointErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** `E_CHECKPOINT_PICKLE` unless another code is given. */
export const complain = (
  message: string,
  code: CheckpointErrorCode = 'E_CHECKPOINT_PICKLE',
): PickleComplaint => new PickleComplaint(code, message);

/** The complaint as a `CheckpointError` that says where. */
export const placed = (complaint: PickleComplaint, { label, offset }: PicklePlace) =>
  checkpointError(complaint.code, `${label}, byte ${offset}: ${complaint.message}`);

/** The buffer ends before the pickle does, although the file goes on: read more and start again. */
export class PickleNeedsMore extends Error {
  constructor(readonly bytes: number) {
    super(`the pickle needs ${bytes} bytes`);
  }
}
