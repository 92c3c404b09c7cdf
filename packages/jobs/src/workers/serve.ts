import type { Progress } from '@srkit/core';
import type { Answer, Methods, Moved, ParentPort, Request } from './messages';
import { toPlainError } from './plain-error';

/** A worker that has started: what it says then, and what it can be asked. */
export interface Service<M extends Methods, Facts> {
  readonly facts: Facts;
  readonly methods: M;
}

/** The worker's program: starts with what it is given, then answers calls. */
export const serve = <M extends Methods, Facts, Start>(
  port: ParentPort,
  open: (start: Start) => Promise<Service<M, Facts>>,
): void => {
  let methods: M | undefined;
  const onProgress = (progress: Progress): void => port.post({ kind: 'progress', progress }, []);
  const onPart = (part: unknown, transfer: readonly Moved[] = []): void =>
    port.post({ kind: 'part', part }, transfer);
  const answer = async (request: Request): Promise<Answer<unknown>> => {
    if (request.kind === 'start') {
      const service = await open(request.input as Start);
      methods = service.methods;
      return { value: service.facts };
    }
    const method = methods?.[request.method];
    if (!method) throw new Error(`The worker has no method '${request.method}'.`);
    return method(request.input as never, { onProgress, onPart });
  };
  port.onRequest((request) => {
    answer(request).then(
      ({ value, transfer = [] }) => port.post({ kind: 'value', value }, transfer),
      (error: unknown) => port.post({ kind: 'error', error: toPlainError(error) }, []),
    );
  });
};
