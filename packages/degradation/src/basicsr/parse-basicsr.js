import { ConfigError } from '@srkit/core';
import { parseDocument, YAMLError } from 'yaml';
import { BASICSR, optionsFromBasicSR } from './options-from-basicsr';
/**
 * Longest option file that is read: ten times the official ones. The parser's time grows with the square of what an
 * unkind text repeats.
 */
const MAX_LENGTH = 2 ** 16;
/** Python's `!!float` takes whole numbers too, which the parser's own tag leaves as text. */
const FLOAT = {
    tag: 'tag:yaml.org,2002:float',
    resolve: (text) => {
        const value = Number(text);
        return Number.isNaN(value) ? text : value;
    },
};
/**
 * The degradation of an official Real-ESRGAN option file such as `train_realesrgan_x4plus.yml`, from its text. What
 * is read and what is ignored: `optionsFromBasicSR`.
 *
 * @throws ConfigError `E_CONFIG_BASICSR` where the text is no YAML, with its line, or a value is wrong, with its key.
 */
export const parseBasicSR = (yamlText) => {
    if (yamlText.length > MAX_LENGTH) {
        throw new ConfigError(BASICSR.code, `${BASICSR.name}: it has ${yamlText.length} characters, expected at most ${MAX_LENGTH}.`);
    }
    return optionsFromBasicSR(parsed(yamlText));
};
/** The text as plain data. The parser recurses, so that a text nested deeply enough ends its stack. */
const parsed = (yamlText) => {
    try {
        // PyYAML, which reads these files for the official code, follows YAML 1.1.
        const document = parseDocument(yamlText, { version: '1.1', logLevel: 'error', customTags: [FLOAT] });
        const [error] = document.errors;
        if (error)
            throw error;
        return document.toJS();
    }
    catch (cause) {
        const isParsed = cause instanceof YAMLError;
        const reason = isParsed
            ? cause.message
            : `It is nested too deeply, or its aliases cannot be resolved. ${cause}`;
        throw new ConfigError(BASICSR.code, `${BASICSR.name}: this is not valid YAML. ${reason}`, { cause });
    }
};
