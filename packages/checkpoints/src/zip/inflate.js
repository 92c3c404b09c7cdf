/**
 * Raw deflate (RFC 1951) by the platform's own decoder. Gives exactly `size` bytes, or undefined when the data are
 * damaged or are those of another length; never holds more than `size` bytes and one chunk.
 */
export const inflate = async (deflated, size) => {
    const out = new Uint8Array(size);
    const reader = new Blob([deflated])
        .stream()
        .pipeThrough(new DecompressionStream('deflate-raw'))
        .getReader();
    let written = 0;
    try {
        for (;;) {
            const { done, value } = await reader.read();
            if (done)
                return written === size ? out : undefined;
            if (written + value.length > size)
                break;
            out.set(value, written);
            written += value.length;
        }
    }
    catch {
        return undefined;
    }
    await reader.cancel().catch(() => undefined);
    return undefined;
};
