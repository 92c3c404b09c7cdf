const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** `213 kB`. */
export const bytesText = (bytes: number): string => {
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 10 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
};

/** An error in its own words, with its code where it has one. */
export const errorText = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { name, message } = error;
  return 'code' in error && String(error.code).startsWith('E_')
    ? `${name} [${error.code}] ${message}`
    : message;
};

/** A file's name without its ending. */
export const stem = (name: string): string => name.replace(/\.\w+$/, '') || name;

/** @returns whether it could be copied: pages that are not secure may not, and visitors may forbid it. */
export const copyText = async (words: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return false;
  }
};

/** Gives a file to the visitor. */
export const saveBlob = (blob: Blob, name: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Time for the browser to begin.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};
