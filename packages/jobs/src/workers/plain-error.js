import { SrkitError } from '@srkit/core';
export const toPlainError = (error) => {
    if (!(error instanceof Error)) {
        return { name: 'Error', code: 'E_UNEXPECTED', message: String(error), stack: undefined };
    }
    const code = 'code' in error ? String(error.code) : 'E_UNEXPECTED';
    return { name: error.name, code, message: error.message, stack: error.stack };
};
/** An error that was thrown in a worker, with the name, code and stack it had there. */
class RevivedError extends SrkitError {
    #name;
    constructor({ name, code, message, stack }) {
        super(code, message);
        this.#name = name;
        if (stack !== undefined)
            this.stack = stack;
    }
    get name() {
        return this.#name;
    }
}
export const fromPlainError = (plain) => new RevivedError(plain);
