import { dict, int, list, storage, str, tensor, tuple } from './pickle-builder';
import { counted, torchLegacy, torchZip } from './torch-builder';
import { concat } from './zip-builder';
/** Sixty-four layers of `kib` KiB of float32 each: layer i holds i. */
const layers = (kib) => {
    const count = kib * 256;
    const names = Array.from({ length: 64 }, (_, i) => String(i));
    const code = dict({
        params: dict(Object.fromEntries(names.map((key) => [
            `body.${key}.weight`,
            tensor({ storage: storage(str(key), int(count)), size: tuple(int(count)), stride: tuple(int(1)) }),
        ]))),
    });
    const data = names.map((_, i) => new Uint8Array(new Float32Array(count).fill(i).buffer));
    return { code, names, data, count };
};
export const bigZip = (kib) => {
    const { code, names, data } = layers(kib);
    return torchZip(code, Object.fromEntries(names.map((name, i) => [name, data[i]])));
};
export const bigLegacy = (kib) => {
    const { code, names, data, count } = layers(kib);
    return torchLegacy(code, {
        keys: list(...names.map(str)),
        data: concat(...data.map((bytes) => counted(bytes, BigInt(count)))),
    });
};
