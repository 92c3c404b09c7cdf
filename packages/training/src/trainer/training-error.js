import { SrkitError } from '@srkit/core';
/** Training cannot go on, or its folder cannot be used. */
export class TrainingError extends SrkitError {
    get name() {
        return 'TrainingError';
    }
}
