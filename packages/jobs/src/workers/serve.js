import { toPlainError } from './plain-error';
/** The worker's program: starts with what it is given, then answers calls. */
export const serve = (port, open) => {
    let methods;
    const onProgress = (progress) => port.post({ kind: 'progress', progress }, []);
    const answer = async (request) => {
        if (request.kind === 'start') {
            const service = await open(request.input);
            methods = service.methods;
            return { value: service.facts };
        }
        const method = methods?.[request.method];
        if (!method)
            throw new Error(`The worker has no method '${request.method}'.`);
        return method(request.input, { onProgress });
    };
    port.onRequest((request) => {
        answer(request).then(({ value, transfer = [] }) => port.post({ kind: 'value', value }, transfer), (error) => port.post({ kind: 'error', error: toPlainError(error) }, []));
    });
};
