import type { Draft, Slot } from '../../engine/protocol';

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));

/** What browsers without streams that are iterable lack. */
async function* piecesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Longest link that is read, and bytes that it may unpack to: recipes have a few kB. */
const MAX_LINK = 100_000;

/** @throws Error once there are too many bytes: some kB of a hostile link may be gigabytes of them. */
const through = async (
  bytes: Uint8Array<ArrayBuffer>,
  stream: GenericTransformStream,
): Promise<Uint8Array<ArrayBuffer>> => {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const piece of piecesOf(new Blob([bytes]).stream().pipeThrough(stream))) {
    length += piece.length;
    if (length > MAX_LINK) throw new Error('The link is too long to be a recipe.');
    pieces.push(piece);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
};

/** The address's part behind `#` for a draft: everything that its picture follows from. */
export const hashOf = async ({ recipe, slots }: Draft): Promise<string> => {
  const places = slots.map(({ id, step }) => (step ? id : `-${id}`));
  const bytes = new TextEncoder().encode(JSON.stringify({ recipe, places }));
  return `#degradation?recipe=${toBase64Url(await through(bytes, new CompressionStream('deflate-raw')))}`;
};

/** The places of a recipe's steps as they were shared; plain numbers where they do not fit it. */
const slotsFrom = (steps: readonly NonNullable<Slot['step']>[], places: unknown): Slot[] => {
  const names = Array.isArray(places) ? places.map(String) : [];
  if (names.filter((name) => !name.startsWith('-')).length !== steps.length) {
    return steps.map((step, i) => ({ id: `any.${step.op.replace(/^\w+Noise$/, 'noise')}-${i + 1}`, step }));
  }
  const left = [...steps];
  return names.map((name) =>
    name.startsWith('-') ? { id: name.slice(1), step: null } : { id: name, step: left.shift()! },
  );
};

/** What a recipe that came as JSON looks like to the room; the engine checks it before it is applied. */
export const draftFrom = (given: unknown, places?: unknown): Draft => {
  const recipe = given as Draft['recipe'];
  if (!Array.isArray(recipe?.steps)) throw new Error('A recipe has a list of steps.');
  return { recipe, slots: slotsFrom(recipe.steps, places) };
};

/** The draft that an address holds; undefined where it holds none. @throws Error for a damaged one. */
export const draftFromHash = async (hash: string): Promise<Draft | undefined> => {
  const packed = new URLSearchParams(hash.split('?')[1] ?? '').get('recipe');
  if (!hash.startsWith('#degradation?') || !packed) return undefined;
  if (packed.length > MAX_LINK) throw new Error('The link is too long to be a recipe.');
  const bytes = await through(fromBase64Url(packed), new DecompressionStream('deflate-raw'));
  const { recipe, places } = JSON.parse(new TextDecoder().decode(bytes));
  return draftFrom(recipe, places);
};
