import { ConfigError, PILLOW_FILTERS } from '@srkit/core';
import { checkSide } from './check-side';
/** Checks what both forms of Pillow's resize are given. @throws ShapeError or ConfigError naming the value. */
export const checkPillow = (op, size, filter) => {
    checkSide(op, size[0], 'height');
    checkSide(op, size[1], 'width');
    if (!Object.hasOwn(PILLOW_FILTERS, filter)) {
        throw new ConfigError('E_CONFIG_RESIZE_FILTER', `${op}: filter is '${filter}', expected one of ${Object.keys(PILLOW_FILTERS).join(', ')}.`);
    }
    return size;
};
