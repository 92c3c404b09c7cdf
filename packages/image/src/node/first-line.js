/** libvips reports in several lines; the first says what happened, when it knows. */
export const firstLine = (cause) => {
    const line = (cause.message.split('\n')[0] ?? '').trim().replace(/[.:]$/, '');
    return line === '' || line === 'Unknown error' ? 'the decoder stops without saying why' : line;
};
