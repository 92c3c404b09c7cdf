import { checkpointError } from '../checkpoint-error';
/** `E_CHECKPOINT_ZIP` with the advice that fits every damaged archive. */
export const zipError = (label, problem) => checkpointError('E_CHECKPOINT_ZIP', `${label}: ${problem} The archive is damaged or forged: get it again.`);
