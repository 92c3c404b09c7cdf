const MEGA = 1e6;
/** Bytes as whole megabytes (10^6). */
export const megabytes = (bytes) => `${Math.round(bytes / MEGA)} MB`;
/** Seconds with about three significant digits. */
export const seconds = (value) => value.toFixed(value < 1 ? 3 : value < 100 ? 2 : 1);
/** `3000x2000` as two positive integers; undefined for anything else. */
export const parseSize = (text) => {
    const match = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(text);
    return match ? { width: Number(match[1]), height: Number(match[2]) } : undefined;
};
