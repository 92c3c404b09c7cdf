import { loadStateDict, openCheckpoint } from '@srkit/checkpoints';
/** The dictionary of a file that BasicSR would take: the one asked for, else `params`, else the only one. */
const stateOf = async ({ path, key }, wanted = key) => {
    const file = await openCheckpoint(path);
    const { keys } = file;
    await file.close();
    const found = [wanted, 'params'].find((name) => keys.includes(name));
    return loadStateDict(path, found === undefined ? {} : { key: found });
};
/**
 * Fills a network, and the average of it, from a file. As in BasicSR the average takes `params_ema` where the file has it.
 *
 * @throws CheckpointError when the file cannot be read, or does not fit and `strict` is set.
 */
export const loadPretrained = async (pretrained, network, average) => {
    const { strict } = pretrained;
    network.loadStateDict(await stateOf(pretrained), { strict });
    average?.loadStateDict(await stateOf(pretrained, 'params_ema'), { strict });
};
