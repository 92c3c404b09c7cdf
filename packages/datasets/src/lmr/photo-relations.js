/** Depth of what an image sees, in units of its focal length: distance along the optical axis over (fx + fy) / 2. */
const normalisedDepths = ({ points, rotation, translation, camera }, xyz) => {
    const focal = (camera.fx + camera.fy) / 2;
    return Float64Array.from(points, (point) => {
        const at = 3 * point;
        const depth = rotation[6] * xyz[at] + rotation[7] * xyz[at + 1] + rotation[8] * xyz[at + 2];
        return (depth + translation[2]) / focal;
    });
};
/** Median as NumPy has it: of an even count the mean of the two in the middle. */
const medianOf = (values) => {
    values.sort((a, b) => a - b);
    const middle = values.length >> 1;
    return values.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
};
/**
 * Overlap and scale between the photos of a reconstruction, as D2-Net's preprocessing of MegaDepth computes them. A row
 * takes as long as its points have observers; all rows of a scene are never held at once.
 */
export class PhotoRelations {
    #model;
    #leftOut;
    #depths;
    /** Observers of point p are `#observers[#first[p] ... #first[p + 1] - 1]`, each with the place of p in its points. */
    #first;
    #observers;
    #places;
    /** @param leftOut indices of images that take no part, such as those whose photo is missing. */
    constructor(model, leftOut = new Set()) {
        this.#model = model;
        this.#leftOut = leftOut;
        this.#depths = model.images.map((image) => normalisedDepths(image, model.positions));
        const taking = model.images.map((image, i) => (leftOut.has(i) ? new Uint32Array() : image.points));
        const first = new Uint32Array(model.pointIds.length + 1);
        for (const points of taking)
            for (const point of points)
                first[point + 1]++;
        for (let p = 1; p < first.length; p++)
            first[p] += first[p - 1];
        const next = first.slice();
        this.#first = first;
        this.#observers = new Uint32Array(first.at(-1));
        this.#places = new Uint32Array(first.at(-1));
        taking.forEach((points, image) => {
            points.forEach((point, place) => {
                const at = next[point]++;
                this.#observers[at] = image;
                this.#places[at] = place;
            });
        });
    }
    /** Whether a photo takes part. */
    takesPart(image) {
        return !this.#leftOut.has(image);
    }
    row(target) {
        const count = this.#model.images.length;
        const common = new Int32Array(count);
        const overlap = new Float64Array(count).fill(-1);
        const scaleRatio = new Float64Array(count).fill(-1);
        const directional = new Float64Array(count).fill(-1);
        if (this.#leftOut.has(target))
            return { common, overlap, scaleRatio, directional };
        const { points } = this.#model.images[target];
        const depths = this.#depths[target];
        for (let k = 0; k < points.length; k++) {
            const own = depths[k];
            const end = this.#first[points[k] + 1];
            for (let at = this.#first[points[k]]; at < end; at++) {
                const other = this.#observers[at];
                if (other === target)
                    continue;
                const theirs = this.#depths[other][this.#places[at]];
                const ratio = own / theirs;
                const larger = Math.max(ratio, theirs / own);
                if (common[other]++ === 0 || larger < scaleRatio[other]) {
                    scaleRatio[other] = larger;
                    directional[other] = ratio;
                }
            }
        }
        for (let other = 0; other < count; other++) {
            if (other === target || this.#leftOut.has(other))
                continue;
            overlap[other] = points.length > 0 ? common[other] / points.length : 0;
        }
        return { common, overlap, scaleRatio, directional };
    }
    /** The median of n_target / n_reference over common points; -1 for none. */
    medianRatio(target, reference) {
        const [a, b] = [this.#model.images[target].points, this.#model.images[reference].points];
        const [na, nb] = [this.#depths[target], this.#depths[reference]];
        const ratios = [];
        for (let i = 0, j = 0; i < a.length && j < b.length;) {
            if (a[i] === b[j])
                ratios.push(na[i++] / nb[j++]);
            else if (a[i] < b[j])
                i++;
            else
                j++;
        }
        return ratios.length > 0 && this.takesPart(target) && this.takesPart(reference) ? medianOf(ratios) : -1;
    }
    /** R_s of one pair of a row; -1 for photos without a common point. */
    ratio(kind, row, target, reference) {
        if (row.common[reference] === 0 || row.overlap[reference] === -1)
            return -1;
        if (kind === 'median')
            return this.medianRatio(target, reference);
        return kind === 'inverse' ? 1 / row.scaleRatio[reference] : row.directional[reference];
    }
    /** Angle between the optical axes of two photos, 0..180 degrees. */
    viewAngle(a, b) {
        const [p, q] = [this.#model.images[a].rotation, this.#model.images[b].rotation];
        const cosine = p[6] * q[6] + p[7] * q[7] + p[8] * q[8];
        return (Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI;
    }
}
