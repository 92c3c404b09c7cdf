import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Bytes that are handed to the network at once: a few packets. */
const PIECE = 4096;

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * A network of few bytes a second, which all requests share, those of workers as well: what a browser's own brake slows down is
 * only what the page itself asks for.
 */
export class SlowLink {
  readonly #latency: number;
  readonly #bytesPerMillisecond: number;
  /** Until when what was sent so far is on its way. */
  #busyUntil = 0;
  readonly #known = new WeakSet<Socket>();
  /** Bodies that were sent, in the order in which their last bytes went, and when that was (`Date.now()`). */
  readonly sent: { readonly path: string; readonly bytes: number; readonly at: number }[] = [];

  /**
   * @param latency Milliseconds from a request to its answer; a new connection costs as much again.
   * @param rate Bits a second.
   */
  constructor(latency: number, rate: number) {
    this.#latency = latency;
    this.#bytesPerMillisecond = rate / 8000;
  }

  async send(response: ServerResponse, path: string, body: Uint8Array): Promise<void> {
    const socket = response.socket as Socket;
    await wait(this.#known.has(socket) ? this.#latency : 2 * this.#latency);
    this.#known.add(socket);
    for (let from = 0; from < body.length; from += PIECE) {
      const piece = body.subarray(from, from + PIECE);
      this.#busyUntil =
        Math.max(this.#busyUntil, performance.now()) + piece.length / this.#bytesPerMillisecond;
      await wait(this.#busyUntil - performance.now());
      response.write(piece);
    }
    response.end();
    this.sent.push({ path, bytes: body.length, at: Date.now() });
  }
}
