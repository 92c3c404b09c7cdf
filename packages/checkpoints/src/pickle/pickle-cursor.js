import { MAX_INTEGER_BYTES, MAX_LINE_LENGTH, MAX_STRING_BYTES } from '../limits';
import { complain, PickleNeedsMore } from './pickle-error';
const NEWLINE = 0x0a;
/** Reads the parts of a pickle from a buffer; no length is believed before it is compared with what is there. */
export class PickleCursor {
    #bytes;
    #view;
    #isWhole;
    #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    position;
    /** `isWhole`: the buffer reaches the end of the file, so that a pickle which goes on is cut off. */
    constructor(bytes, position, isWhole) {
        this.#bytes = bytes;
        this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        this.#isWhole = isWhole;
        this.position = position;
    }
    /** Advances over `length` bytes and gives where they began. */
    #take(length) {
        const start = this.position;
        const end = start + length;
        if (end > this.#bytes.length)
            this.#ended(end);
        this.position = end;
        return start;
    }
    #ended(end) {
        if (!this.#isWhole)
            throw new PickleNeedsMore(end);
        throw complain(`expected ${end - this.position} more bytes, the pickle ends after ${this.#bytes.length - this.position}. It is cut off or damaged: get the file again.`, 'E_CHECKPOINT_TRUNCATED');
    }
    uint8 = () => this.#bytes[this.#take(1)];
    uint16 = () => this.#view.getUint16(this.#take(2), true);
    uint32 = () => this.#view.getUint32(this.#take(4), true);
    int32 = () => this.#view.getInt32(this.#take(4), true);
    /** The only big-endian number of the format. */
    float64 = () => this.#view.getFloat64(this.#take(8), false);
    /** A 64-bit length; beyond 2^53 it is as impossible as any other that exceeds the file. */
    uint64 = () => Number(this.#view.getBigUint64(this.#take(8), true));
    /** A copy of `length` bytes, bounded by `MAX_STRING_BYTES`. */
    bytes(length) {
        const start = this.#string(length);
        return this.#bytes.slice(start, start + length);
    }
    /** UTF-8 text of `length` bytes, bounded by `MAX_STRING_BYTES`. */
    text(length) {
        const start = this.#string(length);
        return this.#decode(start, start + length);
    }
    #string(length) {
        if (length >= 0 && length <= MAX_STRING_BYTES)
            return this.#take(length);
        throw complain(`a string claims ${length} bytes; at most ${MAX_STRING_BYTES} are read.`, 'E_CHECKPOINT_TOO_LARGE');
    }
    #decode(start, end) {
        try {
            return this.#utf8.decode(this.#bytes.subarray(start, end));
        }
        catch {
            throw complain('expected UTF-8 text, got other bytes.');
        }
    }
    /** Little-endian two's complement of `length` bytes, bounded by `MAX_INTEGER_BYTES`. */
    integer(length) {
        if (length < 0 || length > MAX_INTEGER_BYTES) {
            throw complain(`an integer claims ${length} bytes; at most ${MAX_INTEGER_BYTES} are read.`, 'E_CHECKPOINT_TOO_LARGE');
        }
        const start = this.#take(length);
        let value = 0n;
        for (let i = length - 1; i >= 0; i--)
            value = (value << 8n) | BigInt(this.#bytes[start + i]);
        return smallest(BigInt.asIntN(8 * length, value));
    }
    /** Text up to a newline, which is consumed; bounded by `limit` bytes. */
    line(limit = MAX_LINE_LENGTH) {
        const start = this.position;
        const stop = Math.min(this.#bytes.length, start + limit + 1);
        let end = start;
        while (end < stop && this.#bytes[end] !== NEWLINE)
            end++;
        if (end === stop) {
            if (stop === this.#bytes.length)
                this.#ended(stop + 1);
            throw complain(`a line is longer than ${limit} bytes.`, 'E_CHECKPOINT_TOO_LARGE');
        }
        this.position = end + 1;
        return this.#decode(start, end);
    }
    /** Throws unless `length` more bytes are there; reads none of them. */
    expect(length) {
        this.position = this.#take(length);
    }
}
/** A bigint as a number where that is exact. */
export const smallest = (value) => value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;
