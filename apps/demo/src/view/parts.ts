import type { Piece, Rectangle } from '../engine/bitmaps';

/** Side of a part, in pixels of the picture. */
const SIDE = 512;

/** Parts that are kept beside those that are seen: 64 MB. */
const KEPT = 64;

/** Parts of a picture that is too large to be shown with all of its pixels, fetched when they are looked at. */
export class Parts {
  readonly #fetch: (area: Rectangle) => Promise<ImageBitmap>;
  readonly #forget: () => void;
  /** In the order in which they were last seen. */
  readonly #there = new Map<string, Piece>();
  #wanted: Rectangle[] = [];
  #fetching = false;
  #closed = false;
  /** Called when another part is there. */
  onPart: () => void = () => undefined;

  /** @param forget Called when nothing of the picture is needed any more. */
  constructor(fetch: (area: Rectangle) => Promise<ImageBitmap>, forget: () => void) {
    this.#fetch = fetch;
    this.#forget = forget;
  }

  /** Those that are there of a rectangle of the picture. Those that are not are fetched, and no others that are not yet. */
  seen(picture: { readonly width: number; readonly height: number }, area: Rectangle): Piece[] {
    const found: Piece[] = [];
    this.#wanted = [];
    const start = (at: number): number => Math.max(0, Math.floor(at / SIDE) * SIDE);
    for (let y = start(area.y); y < Math.min(picture.height, area.y + area.height); y += SIDE) {
      for (let x = start(area.x); x < Math.min(picture.width, area.x + area.width); x += SIDE) {
        const key = `${x} ${y}`;
        const piece = this.#there.get(key);
        if (piece) {
          found.push(piece);
          this.#there.delete(key);
          this.#there.set(key, piece);
        } else {
          const [width, height] = [Math.min(SIDE, picture.width - x), Math.min(SIDE, picture.height - y)];
          this.#wanted.push({ x, y, width, height });
        }
      }
    }
    for (const [key, { bitmap }] of this.#there) {
      if (this.#there.size <= found.length + KEPT) break;
      bitmap.close();
      this.#there.delete(key);
    }
    void this.#run();
    return found;
  }

  /** Nothing is wanted at the moment. */
  rest(): void {
    this.#wanted = [];
  }

  async #run(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    for (let area = this.#wanted.shift(); area && !this.#closed; area = this.#wanted.shift()) {
      try {
        const bitmap = await this.#fetch(area);
        if (this.#closed) bitmap.close();
        else this.#there.set(`${area.x} ${area.y}`, { ...area, bitmap });
      } catch {
        // What is shown of all of the picture stays.
        this.#wanted = [];
      }
      if (!this.#closed) this.onPart();
    }
    this.#fetching = false;
  }

  close(): void {
    this.#closed = true;
    this.#wanted = [];
    for (const { bitmap } of this.#there.values()) bitmap.close();
    this.#there.clear();
    this.#forget();
  }
}
