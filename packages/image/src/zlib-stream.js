/**
 * Pieces through one of the platform's zlib streams. Pieces are pulled one by one, so that memory holds one of
 * them and what the consumer keeps.
 */
export async function* throughZlib(transform, pieces) {
    const iterator = pieces[Symbol.iterator]();
    const source = new ReadableStream({
        pull: (controller) => {
            const next = iterator.next();
            if (next.done)
                controller.close();
            else
                controller.enqueue(next.value);
        },
    }, { highWaterMark: 1 });
    const reader = source.pipeThrough(transform).getReader();
    try {
        for (;;) {
            const { done, value } = await reader.read();
            if (done)
                return;
            yield value;
        }
    }
    finally {
        // A consumer that stops early, or throws, must not leave the stream running.
        await reader.cancel().catch(() => undefined);
    }
}
