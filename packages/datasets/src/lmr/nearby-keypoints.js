const distanceSquared = (xyz, a, b) => (xyz[3 * a] - xyz[3 * b]) ** 2 +
    (xyz[3 * a + 1] - xyz[3 * b + 1]) ** 2 +
    (xyz[3 * a + 2] - xyz[3 * b + 2]) ** 2;
/** The place, in an image's points, of the least value; of equal ones that of the lowest id. -1 for no points. */
const placeOfLeast = ({ points }, ids, distanceTo) => {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let place = 0; place < points.length; place++) {
        const value = distanceTo(place);
        const isLess = value < least || (value === least && ids[points[place]] < ids[points[best]]);
        if (isLess)
            [best, least] = [place, value];
    }
    return best;
};
/** The image's keypoint nearest to a pixel, and its distance in pixels. undefined for an image without any. */
export const keypointNear = ({ pointIds }, image, [x, y]) => {
    const distance = (place) => (image.xy[2 * place] - x) ** 2 + (image.xy[2 * place + 1] - y) ** 2;
    const place = placeOfLeast(image, pointIds, distance);
    return place < 0 ? undefined : { point: image.points[place], distance: Math.sqrt(distance(place)) };
};
/** The pixel at a place, moved so that a square of `side` that begins `side / 2` before it lies in the photo. */
export const patchCentre = (value, length, side) => {
    const before = Math.floor(side / 2);
    return Math.max(before, Math.min(length - (side - before), Math.floor(value + 0.5)));
};
/**
 * The image's keypoint whose 3-D point is nearest to another one, with its pixel moved so that a square of `side` around it
 * lies in the photo. undefined for an image without keypoints, or smaller than the square.
 */
export const keypointOfPoint = ({ pointIds, positions }, image, point, side) => {
    const { width, height } = image.camera;
    if (width < side || height < side)
        return undefined;
    const place = placeOfLeast(image, pointIds, (k) => distanceSquared(positions, image.points[k], point));
    if (place < 0)
        return undefined;
    const [x, y] = [image.xy[2 * place], image.xy[2 * place + 1]];
    return {
        point: image.points[place],
        centre: [patchCentre(x, width, side), patchCentre(y, height, side)],
    };
};
/** Where an image sees a point, in pixels; undefined for one that is not in front of it. */
export const projectionOf = ({ rotation: r, translation: t, camera }, positions, point) => {
    const [x, y, z] = positions.subarray(3 * point, 3 * point + 3);
    const depth = r[6] * x + r[7] * y + r[8] * z + t[2];
    if (!(depth > 0))
        return undefined;
    return [
        camera.cx + (camera.fx * (r[0] * x + r[1] * y + r[2] * z + t[0])) / depth,
        camera.cy + (camera.fy * (r[3] * x + r[4] * y + r[5] * z + t[1])) / depth,
    ];
};
