import { ConfigError } from '@srkit/core';
/** Throws a `ConfigError` for a form that is not known. */
export const checkedForm = (owner, form) => {
    if (form !== 'official' && form !== 'paper') {
        throw new ConfigError('E_CONFIG_FUSION', `${owner}: fusion is '${form}', expected official or paper.`);
    }
};
