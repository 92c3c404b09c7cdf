import { checkpointError } from '../checkpoint-error';
import { MAX_PROTO_FIELDS } from '../limits';
/** Bytes read at a time: fields are small, and tensors are skipped. */
const WINDOW_BYTES = 64 * 1024;
const MAX_VARINT_BYTES = 10;
/** Reads protocol buffers piece by piece from a file, without the bytes of fields that nobody asks for. */
export class ProtoCursor {
    #source;
    #signal;
    #window = new Uint8Array(0);
    #windowStart = 0;
    #fields = 0;
    constructor(source, signal) {
        this.#source = source;
        this.#signal = signal;
    }
    /** The fields of the message in [start, end), in order. */
    async *fields(start, end) {
        for (let at = start; at < end;) {
            if (++this.#fields > MAX_PROTO_FIELDS) {
                throw checkpointError('E_CHECKPOINT_TOO_LARGE', `${this.#source.label}: more than ${MAX_PROTO_FIELDS} fields before byte ${at}.`);
            }
            const tag = await this.#varint(at, end);
            const number = Math.floor(tag.value / 8);
            const wire = tag.value % 8;
            if (number === 0)
                throw this.#damaged(at);
            if (wire === 0) {
                const { value, next } = await this.#varint(tag.next, end);
                yield { number, value, start: tag.next, end: next, kind: 'varint' };
                at = next;
            }
            else {
                const prefix = wire === 2 ? await this.#varint(tag.next, end) : undefined;
                const length = prefix?.value ?? (wire === 1 ? 8 : wire === 5 ? 4 : Number.NaN);
                const from = prefix?.next ?? tag.next;
                if (!(from + length <= end))
                    throw this.#damaged(at);
                yield { number, value: 0, start: from, end: from + length, kind: prefix ? 'bytes' : 'fixed' };
                at = from + length;
            }
        }
    }
    /** The numbers of a repeated varint field, packed or one by one; at most `most`, beyond which the file is damaged. */
    async varints(field, most) {
        if (field.kind === 'varint' && most > 0)
            return [field.value];
        const values = [];
        for (let at = field.start; at < field.end;) {
            if (values.length >= most)
                throw this.#damaged(at);
            const { value, next } = await this.#varint(at, field.end);
            values.push(value);
            at = next;
        }
        return values;
    }
    /** Text of at most `limit` bytes; longer text is cut. */
    async text({ start, end }, limit) {
        const bytes = await this.#bytes(start, Math.min(end, start + limit));
        return new TextDecoder().decode(bytes);
    }
    async #varint(at, end) {
        const bytes = await this.#bytes(at, Math.min(end, at + MAX_VARINT_BYTES));
        let value = 0;
        for (let i = 0; i < bytes.length; i++) {
            // Beyond 2^53 inexact, and then larger than any file or dimension.
            value += (bytes[i] & 0x7f) * 2 ** (7 * i);
            if (bytes[i] < 0x80)
                return { value, next: at + i + 1 };
        }
        throw this.#damaged(at);
    }
    async #bytes(start, end) {
        if (start < this.#windowStart || end > this.#windowStart + this.#window.length) {
            const length = Math.min(Math.max(WINDOW_BYTES, end - start), this.#source.byteLength - start);
            this.#window = await this.#source.read(start, length, this.#signal);
            this.#windowStart = start;
        }
        return this.#window.subarray(start - this.#windowStart, end - this.#windowStart);
    }
    #damaged(at) {
        return checkpointError('E_CHECKPOINT_ONNX', `${this.#source.label}: the structure is broken at byte ${at}. The file is cut off or damaged: get it again.`);
    }
}
