import { SrkitError } from '@srkit/core';

/** An error as data: a structured clone would drop class, name and code. */
export interface PlainError {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly stack: string | undefined;
}

export const toPlainError = (error: unknown): PlainError => {
  if (!(error instanceof Error)) {
    return { name: 'Error', code: 'E_UNEXPECTED', message: String(error), stack: undefined };
  }
  const code = 'code' in error ? String(error.code) : 'E_UNEXPECTED';
  return { name: error.name, code, message: error.message, stack: error.stack };
};

/** An error that was thrown in a worker, with the name, code and stack it had there. */
class RevivedError extends SrkitError {
  readonly #name: string;

  constructor({ name, code, message, stack }: PlainError) {
    super(code, message);
    this.#name = name;
    if (stack !== undefined) this.stack = stack;
  }

  override get name(): string {
    return this.#name;
  }
}

export const fromPlainError = (plain: PlainError): Error => new RevivedError(plain);
