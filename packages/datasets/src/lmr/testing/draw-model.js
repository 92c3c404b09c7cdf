/** A reconstruction made up for the tests: photos along a line that look at a wall of points. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
const FOCAL = 800;
/** Distance of the wall from the first photo; each further one stands back a little more, so that scales differ. */
const DEPTH = 4;
/** Where a point of the wall is: it fills the first photo. */
const onWall = ({ points, width = 1200, height = 900 }, point) => [
    ((((point * 7919) % points) / points - 0.5) * width * DEPTH) / FOCAL,
    ((((point * 104_729) % points) / points - 0.5) * height * DEPTH) / FOCAL,
    DEPTH,
];
/** Where a photo sees it. */
const inPhoto = (scene, photo, point) => {
    const { photos, width = 1200, height = 900 } = scene;
    const [x, y, z] = onWall(scene, point);
    const depth = z + photo / photos;
    return [width / 2 + (FOCAL * x) / depth, height / 2 + (FOCAL * y) / depth];
};
/** Points that a photo sees: a run of them, which the next photo sees most of. */
export function* seenBy({ photos, points, track }, photo) {
    const each = points / photos;
    for (let before = track - 1; before >= 0; before--) {
        const first = (photo - before + photos) % photos;
        for (let p = Math.round(first * each); p < Math.round((first + 1) * each); p++)
            yield p;
    }
}
const u64 = (value) => {
    const out = Buffer.alloc(8);
    out.writeBigUInt64LE(BigInt(value));
    return out;
};
/** Writes a model in COLMAP's binary form, a photo at a time. */
export const writeDrawnModel = async (folder, scene) => {
    const { photos, points, track, loose = 0, width = 1200, height = 900 } = scene;
    await mkdir(folder, { recursive: true });
    const camera = Buffer.alloc(8 + 24 + 32);
    camera.writeBigUInt64LE(1n, 0);
    camera.writeInt32LE(1, 8);
    camera.writeInt32LE(1, 12);
    camera.writeBigUInt64LE(BigInt(width), 16);
    camera.writeBigUInt64LE(BigInt(height), 24);
    [FOCAL, FOCAL, width / 2, height / 2].forEach((value, i) => void camera.writeDoubleLE(value, 32 + 8 * i));
    await writeFile(join(folder, 'cameras.bin'), camera);
    const stream = async (name, parts) => {
        const out = createWriteStream(join(folder, name));
        for (const part of parts)
            if (!out.write(part))
                await once(out, 'drain');
        out.end();
        await once(out, 'close');
    };
    await stream('points3D.bin', (function* () {
        yield u64(points);
        for (let p = 0; p < points; p++) {
            const out = Buffer.alloc(43 + 8 + 8 * track);
            out.writeBigUInt64LE(BigInt(p + 1), 0);
            onWall(scene, p).forEach((value, i) => void out.writeDoubleLE(value, 8 + 8 * i));
            out.writeBigUInt64LE(BigInt(track), 43);
            yield out;
        }
    })());
    await stream('images.bin', (function* () {
        yield u64(photos);
        for (let i = 0; i < photos; i++) {
            const head = Buffer.alloc(64);
            head.writeInt32LE(i + 1, 0);
            head.writeDoubleLE(1, 4);
            head.writeDoubleLE(i / photos, 52);
            head.writeInt32LE(1, 60);
            yield head;
            yield Buffer.from(`${String(i).padStart(5, '0')}.jpg\0`);
            const seen = [...seenBy(scene, i)];
            yield u64(seen.length + loose);
            const out = Buffer.alloc(24 * (seen.length + loose));
            seen.forEach((p, k) => {
                const [x, y] = inPhoto(scene, i, p);
                out.writeDoubleLE(x, 24 * k);
                out.writeDoubleLE(y, 24 * k + 8);
                out.writeBigInt64LE(BigInt(p + 1), 24 * k + 16);
            });
            for (let k = seen.length; k < seen.length + loose; k++)
                out.writeBigInt64LE(-1n, 24 * k + 16);
            yield out;
        }
    })());
};
