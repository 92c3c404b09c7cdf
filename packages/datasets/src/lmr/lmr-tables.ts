import type { LmrGroup, LmrTestGroup, LmrTrainGroup } from './lmr-group';

/** Columns of the official training list (MRefSR's `MegaDepth_v3_5ref`). */
const COLUMNS = ['target', 'H', 'M1', 'M2', 'L1', 'L2', 'p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'scene'];

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The training groups as the official loader reads them; photos lie in `ROOT/SCENE/PHOTO`. */
export const trainTable = (groups: readonly LmrTrainGroup[]): string => {
  const rows = groups.map(({ target, references, scene }) => {
    const members = [target, ...references];
    const centres = members.map(({ centre: [x, y] }) => `[${x}, ${y}]`);
    return [...members.map(({ photo }) => photo), ...centres, scene].map(field).join(',');
  });
  return [COLUMNS.join(','), ...rows, ''].join('\n');
};

/** One group a line. */
export const groupLines = (groups: readonly LmrGroup[]): string =>
  groups.map((group) => `${JSON.stringify(group)}\n`).join('');

/** A name that is one name: of a photo in a folder, with its ending replaced. */
const flat = (photo: string): string => `${photo.replace(/\.[^./]*$/, '').replaceAll('/', '_')}.png`;

/** Four letters for a scene: its own name where it has four, as MegaDepth's do. */
const prefixOf = (scene: string): string =>
  /^[\w-]{4}$/.test(scene)
    ? scene
    : [...scene]
        .reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 36 ** 4, 7)
        .toString(36)
        .padStart(4, '0');

/** Where the pictures of a test group lie below the test set: the official layout, `SCNE_TARGET/` with target and references. */
export interface TestFiles {
  readonly folder: string;
  readonly target: string;
  /** In the order of the group's references. */
  readonly references: readonly string[];
}

export const testFiles = ({ scene, target, references }: LmrTestGroup): TestFiles => {
  const taken = new Set<string>();
  const unique = (photo: string): string => {
    let name = flat(photo);
    // Two photos whose names differ in folders or endings alone.
    while (taken.has(name)) name = `_${name}`;
    taken.add(name);
    return name;
  };
  const own = unique(target.photo);
  return {
    folder: `${prefixOf(scene)}_${own}`,
    target: own,
    references: references.map(({ photo }) => unique(photo)),
  };
};

/** Where a training group's patches lie below the folder of patches, in the manifest's order. */
export const patchFiles = ({ scene, target, seed }: LmrTrainGroup): string[] => {
  const folder = `${scene}/${flat(target.photo).slice(0, -4)}-${seed.toString(16).padStart(8, '0')}`;
  return ['target', 'H', 'M1', 'M2', 'L1', 'L2'].map((name) => `${folder}/${name}.png`);
};
