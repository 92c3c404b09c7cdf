/** Thrown where the data of a scan ends before its blocks do. */
export class EndOfScan extends Error {
}
/** Thrown at bits that are no code, or a coefficient beyond its block. */
export class BadCode extends Error {
}
/** Bits of a scan's data, up to the marker that ends it or the end of the file. */
export class EntropyReader {
    #bytes;
    #at;
    #bits = 0;
    #count = 0;
    constructor(bytes, start) {
        this.#bytes = bytes;
        this.#at = start;
    }
    /** Position of the marker (or the end of the file) that the reader stopped before, or of the next unread byte. */
    get position() {
        return this.#at;
    }
    /** Takes in whole bytes while there is room. A 0 after 0xff is stuffing. */
    #fill() {
        const bytes = this.#bytes;
        while (this.#count <= 24 && this.#at < bytes.length) {
            const byte = bytes[this.#at];
            if (byte === 0xff) {
                if (bytes[this.#at + 1] !== 0)
                    return;
                this.#at++;
            }
            this.#at++;
            this.#bits = (this.#bits << 8) | byte;
            this.#count += 8;
        }
    }
    /** @throws EndOfScan when fewer are left. */
    bits(n) {
        if (n === 0)
            return 0;
        if (this.#count < n) {
            this.#fill();
            if (this.#count < n)
                throw new EndOfScan();
        }
        this.#count -= n;
        return (this.#bits >>> this.#count) & ((1 << n) - 1);
    }
    /** @throws EndOfScan, or BadCode. */
    symbol({ fast, maxCode, delta, symbols }) {
        if (this.#count < 16)
            this.#fill();
        const ahead = this.#count >= 8 ? this.#bits >>> (this.#count - 8) : this.#bits << (8 - this.#count);
        const found = fast[ahead & 0xff];
        if (found !== 0) {
            const length = found >> 8;
            if (length > this.#count)
                throw new EndOfScan();
            this.#count -= length;
            return found & 0xff;
        }
        for (let length = 9, code = 0; length <= 16; length++) {
            if (length > this.#count)
                throw new EndOfScan();
            code = (this.#bits >>> (this.#count - length)) & ((1 << length) - 1);
            if (code <= maxCode[length]) {
                this.#count -= length;
                return symbols[code + delta[length]];
            }
        }
        throw new BadCode();
    }
    /** Leaves the rest of the current byte. */
    align() {
        this.#count &= ~7;
    }
    /** Whole bytes between here and the next marker, and moves there. */
    skipToMarker() {
        const bytes = this.#bytes;
        let skipped = this.#count >> 3;
        this.#count = 0;
        while (this.#at < bytes.length) {
            if (bytes[this.#at] === 0xff && bytes[this.#at + 1] !== 0) {
                if (bytes[this.#at + 1] !== 0xff)
                    break;
            }
            else {
                skipped++;
                if (bytes[this.#at] === 0xff)
                    this.#at++;
            }
            this.#at++;
        }
        return skipped;
    }
    /** Goes on behind the marker that the reader stands before. */
    skipMarker() {
        this.#at += 2;
    }
    /** A reader of the same place, to look ahead with. */
    clone() {
        const copy = new EntropyReader(this.#bytes, this.#at);
        copy.#bits = this.#bits;
        copy.#count = this.#count;
        return copy;
    }
    /** Whether nothing is left but the ones that fill the last byte. */
    get isAtEnd() {
        this.#fill();
        if (this.#count >= 8)
            return false;
        return (this.#bits & ((1 << this.#count) - 1)) === (1 << this.#count) - 1;
    }
}
