import { keypointNear, keypointOfPoint, projectionOf } from './nearby-keypoints';
import { PhotoRelations } from './photo-relations';
/** The geometry of a sparse reconstruction. */
export class SparseGeometry {
    #model;
    #relations;
    #kind;
    /** @param leftOut indices of images that take no part. */
    constructor(model, leftOut, kind) {
        this.#model = model;
        this.#relations = new PhotoRelations(model, leftOut);
        this.#kind = kind;
    }
    get images() {
        return this.#model.images;
    }
    relations(target) {
        const row = this.#relations.row(target);
        const found = [];
        for (let image = 0; image < row.overlap.length; image++) {
            const overlap = row.overlap[image];
            if (!(overlap > 0))
                continue;
            found.push({ image, overlap, scaleRatio: this.#relations.ratio(this.#kind, row, target, image) });
        }
        return found;
    }
    placeAt(target, centre, patch) {
        const { images, pointIds } = this.#model;
        const half = patch / 2;
        const near = keypointNear(this.#model, images[target], centre);
        // A crop without a keypoint, of sky or water, has no place in the cloud.
        if (!near || near.distance > half)
            return undefined;
        return {
            point: pointIds[near.point],
            centreIn: (image) => {
                const keypoint = keypointOfPoint(this.#model, images[image], near.point, patch);
                if (!keypoint)
                    return undefined;
                // Nearest in the cloud may still be far away: it has to lie in what the target's crop shows.
                const seen = projectionOf(images[target], this.#model.positions, keypoint.point);
                const [x, y] = centre;
                const inCrop = seen && Math.abs(seen[0] - x) <= half && Math.abs(seen[1] - y) <= half;
                return inCrop ? keypoint.centre : undefined;
            },
        };
    }
}
