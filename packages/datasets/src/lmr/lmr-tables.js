/** Columns of the official training list (MRefSR's `MegaDepth_v3_5ref`). */
const COLUMNS = ['target', 'H', 'M1', 'M2', 'L1', 'L2', 'p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'scene'];
const field = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
/** The training groups as the official loader reads them; photos lie in `ROOT/SCENE/PHOTO`. */
export const trainTable = (groups) => {
    const rows = groups.map(({ target, references, scene }) => {
        const members = [target, ...references];
        const centres = members.map(({ centre: [x, y] }) => `[${x}, ${y}]`);
        return [...members.map(({ photo }) => photo), ...centres, scene].map(field).join(',');
    });
    return [COLUMNS.join(','), ...rows, ''].join('\n');
};
/** One group a line. */
export const groupLines = (groups) => groups.map((group) => `${JSON.stringify(group)}\n`).join('');
/** A name that is one name: of a photo in a folder, with its ending replaced. */
const flat = (photo) => `${photo.replace(/\.[^./]*$/, '').replaceAll('/', '_')}.png`;
/** Four letters for a scene: its own name where it has four, as MegaDepth's do. */
const prefixOf = (scene) => /^[\w-]{4}$/.test(scene)
    ? scene
    : [...scene]
        .reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 36 ** 4, 7)
        .toString(36)
        .padStart(4, '0');
export const testFiles = ({ scene, target, references }) => {
    const taken = new Set();
    const unique = (photo) => {
        let name = flat(photo);
        // Two photos whose names differ in folders or endings alone.
        while (taken.has(name))
            name = `_${name}`;
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
export const patchFiles = ({ scene, target, seed }) => {
    const folder = `${scene}/${flat(target.photo).slice(0, -4)}-${seed.toString(16).padStart(8, '0')}`;
    return ['target', 'H', 'M1', 'M2', 'L1', 'L2'].map((name) => `${folder}/${name}.png`);
};
