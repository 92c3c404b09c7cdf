/** Rows under a header, in columns as wide as they need: names and remarks (no header) to the left, the rest right. */
export const table = (header, rows) => {
    const lines = [header, ...rows];
    const widths = header.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
    return lines
        .map((line) => widths
        .map((width, column) => {
        const cell = line[column] ?? '';
        return column === 0 || header[column] === '' ? cell.padEnd(width) : cell.padStart(width);
    })
        .join('  ')
        .trimEnd())
        .join('\n');
};
