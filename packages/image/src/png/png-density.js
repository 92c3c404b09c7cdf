export const METRES_PER_INCH = 0.0254;
/** Pixels per metre that libvips writes when it knows nothing: one per millimetre. */
const PLACEHOLDER = 1000;
/** Pixels per inch from the data of a pHYs chunk; `undefined` when it states an aspect ratio or nothing. */
export const physicalDensity = (phys) => {
    if (phys?.length !== 9 || phys[8] !== 1)
        return undefined;
    const perMetre = new DataView(phys.buffer, phys.byteOffset).getUint32(0);
    return perMetre === 0 || perMetre === PLACEHOLDER ? undefined : Math.round(perMetre * METRES_PER_INCH);
};
