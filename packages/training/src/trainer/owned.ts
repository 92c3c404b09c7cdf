/** What a task has made and must free, also where making the rest fails. */
export class Owned {
  readonly #all: { dispose(): void }[] = [];

  own<T extends { dispose(): void }>(each: T): T {
    this.#all.push(each);
    return each;
  }

  dispose(): void {
    for (const each of this.#all) each.dispose();
    this.#all.length = 0;
  }
}
