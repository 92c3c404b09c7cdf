import { mkdir, readFile, readlink, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeWhole } from '@srkit/core/node';
import { addStatistics, groupLines, patchOf, readPhoto, trainTable, } from '@srkit/datasets/lmr';
import { writeImage } from '@srkit/image';
import { OutputError } from '../errors';
import { drawSheet } from '../sheet/draw-sheet';
import { drawHistograms } from './draw-histograms';
/** Groups on the contact sheet, a row each. */
const SHEET_GROUPS = 8;
/** The file of a scene's groups: when it is there, the scene is done. */
export const sceneFile = (output, { name }) => join(output, 'scenes', `${name}.json`);
/** Name of a group's place, as the official list has it. */
const PLACES = ['target', 'H', 'M1', 'M2', 'L1', 'L2'];
const panelsOf = async ({ images }, group) => {
    const panels = [];
    for (const [i, member] of [group.target, ...group.references].entries()) {
        const picture = patchOf(await readPhoto(join(images, member.photo)), member.centre, group.patch);
        const relation = 'class' in member ? group.references[i - 1] : undefined;
        panels.push({
            picture,
            title: relation ? `${PLACES[i]}: class ${relation.class}` : 'target',
            lines: [
                `${member.photo} at ${member.centre.join(', ')}`,
                relation
                    ? `R_olp ${relation.overlap.toFixed(3)}  R_s ${relation.scaleRatio.toFixed(3)}`
                    : `seed ${group.seed}`,
            ],
        });
    }
    return panels;
};
/** Groups from all over the list, the same each time. */
const spread = (list, count) => {
    const taken = Math.min(count, list.length);
    return Array.from({ length: taken }, (_, i) => list[Math.floor((i * list.length) / taken)]);
};
/** `train/SCENE` leads to the photos, so that the set is laid out as official loaders expect it, without copies. */
const linkPhotos = async (output, { name, images }) => {
    await mkdir(join(output, 'train'), { recursive: true });
    const [link, target] = [join(output, 'train', name), resolve(images)];
    try {
        await symlink(target, link, 'junction');
    }
    catch (cause) {
        if ((await readlink(link).catch(() => undefined)) === target)
            return;
        throw new OutputError('E_OUTPUT_EXISTS', `'${link}' is there and does not lead to '${target}'. Remove it, or choose another -o.`, { cause });
    }
};
/** Puts the scenes together: manifests, the official list, statistics and pictures to look at. */
export const finishLmr = async (output, scenes) => {
    const built = [];
    for (const scene of scenes) {
        built.push(JSON.parse(await readFile(sceneFile(output, scene), 'utf8')));
        await linkPhotos(output, scene);
    }
    const groups = built.flatMap((each) => each.groups);
    const train = groups.filter((group) => group.set === 'train');
    const test = groups.filter((group) => group.set === 'test');
    const statistics = built.map((each) => each.statistics).reduce(addStatistics);
    const files = [];
    const write = async (name, text) => {
        await writeWhole(join(output, name), text, { overwrite: true });
        files.push(name);
    };
    await write('train.jsonl', groupLines(train));
    await write('test.jsonl', groupLines(test));
    await write('train.csv', trainTable(train));
    await write('statistics.json', `${JSON.stringify(statistics, undefined, 2)}\n`);
    const picture = { format: 'png', overwrite: true };
    const histograms = await drawHistograms([
        { title: 'overlap R_olp of pairs', histogram: statistics.overlaps },
        { title: 'scale ratio R_s of pairs', histogram: statistics.scaleRatios },
    ]);
    await writeImage(join(output, 'histograms.png'), histograms, picture);
    files.push('histograms.png');
    if (train.length > 0) {
        const panels = [];
        for (const group of spread(train, SHEET_GROUPS)) {
            panels.push(...(await panelsOf(scenes.find(({ name }) => name === group.scene), group)));
        }
        await writeImage(join(output, 'contact-sheet.png'), await drawSheet(panels, PLACES.length), picture);
        files.push('contact-sheet.png');
    }
    return { statistics, files };
};
