/** libvips reports in several lines; the first says what happened, when it knows. */
export const firstLine = (cause: unknown): string => {
  const line = ((cause as Error).message.split('\n')[0] ?? '').trim().replace(/[.:]$/, '');
  return line === '' || line === 'Unknown error' ? 'the decoder stops without saying why' : line;
};
