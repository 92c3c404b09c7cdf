type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Pieces through one of the platform's zlib streams. Pieces are pulled one by one, so that memory holds one of
 * them and what the consumer keeps.
 */
export async function* throughZlib(
  transform: CompressionStream | DecompressionStream,
  pieces: Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const iterator = pieces[Symbol.iterator]();
  const source = new ReadableStream<Bytes>(
    {
      pull: (controller) => {
        const next = iterator.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value as Bytes);
      },
    },
    { highWaterMark: 1 },
  );
  const reader = source.pipeThrough<Uint8Array>(transform).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // A consumer that stops early, or throws, must not leave the stream running.
    await reader.cancel().catch(() => undefined);
  }
}
