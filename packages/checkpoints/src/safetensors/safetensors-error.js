import { checkpointError } from '../checkpoint-error';
/** `E_CHECKPOINT_SAFETENSORS` with the advice that fits every damaged file. */
export const safetensorsError = (label, problem) => checkpointError('E_CHECKPOINT_SAFETENSORS', `${label}: ${problem} The file is damaged or forged: get it again.`);
