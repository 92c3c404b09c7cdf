import { refuseUnknownKeys } from '@srkit/core';
/**
 * The parameter groups by which C2-Matching and MRefSR train their restoration networks: offsets learn slower, the coarser
 * the slower. A parameter is one of them if `offset` is in its name. The order (others, large, small, medium) is the
 * official one and part of optimiser state files.
 *
 * @param parameters `namedParameters()` of a `RestorationNet` or `MRAPARestorationNet`.
 */
export const referenceAdamGroups = (parameters, given = {}) => {
    const rates = ['lrG', 'lrOffset', 'lrRelu2Offset', 'lrRelu3Offset'];
    refuseUnknownKeys('referenceAdamGroups', given, [...rates, 'betas', 'eps', 'weightDecay']);
    const { lrG = 1e-4, lrOffset = 1e-4, lrRelu2Offset = 1e-5, lrRelu3Offset = 1e-6, ...options } = given;
    const groups = [lrG, lrOffset, lrRelu3Offset, lrRelu2Offset].map((lr) => ({
        ...options,
        lr,
        parameters: [],
    }));
    for (const [name, parameter] of parameters) {
        const level = name.includes('small') ? 2 : name.includes('medium') ? 3 : 1;
        groups[name.includes('offset') ? level : 0]?.parameters.push([name, parameter]);
    }
    return groups;
};
