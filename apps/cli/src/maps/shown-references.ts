import type { Colour } from './canvas';
import { CATEGORIES, NOTHING, OTHERS } from './colours';

/** A reference of a match map. */
export interface MapReference {
  readonly name: string;
  /** Of the size at which it was matched. */
  readonly width: number;
  readonly height: number;
  readonly used: boolean;
  /** Its mean weight, 0..1. */
  readonly share: number;
}

/** The references that a drawing tells apart. */
export interface ShownReferences<R extends MapReference> {
  /** The ones that weigh most, the heaviest first. */
  readonly shown: readonly (R & { readonly index: number; readonly colour: Colour })[];
  /** Those that were used and share one colour, because there are no more that anybody tells apart. */
  readonly others: { readonly count: number; readonly share: number };
  /** Colour of the reference of that index; -1 is none. */
  colourOf(index: number): Colour;
}

export const shownReferences = <R extends MapReference>(references: readonly R[]): ShownReferences<R> => {
  const used = references
    .map((reference, index) => ({ ...reference, index }))
    .filter((each) => each.used)
    .sort((a, b) => b.share - a.share);
  const shown = used
    .slice(0, CATEGORIES.length)
    .map((reference, rank) => ({ ...reference, colour: CATEGORIES[rank]! }));
  const rest = used.slice(shown.length);
  const colours = new Map(shown.map(({ index, colour }) => [index, colour]));
  return {
    shown,
    others: { count: rest.length, share: rest.reduce((sum, { share }) => sum + share, 0) },
    colourOf: (index) => (index < 0 ? NOTHING : (colours.get(index) ?? OTHERS)),
  };
};

export const percent = (part: number): string => `${Math.round(100 * part)} %`;

/** The end of a text that is too long: of a path it is the name. */
export const shortened = (text: string, columns: number): string =>
  text.length > columns ? `…${text.slice(text.length - columns + 1)}` : text;

/** `3 others`, `1 other`. */
export const othersText = ({ count, share }: ShownReferences<MapReference>['others']): string =>
  `${percent(share)}  ${count} ${count === 1 ? 'other' : 'others'}`;
