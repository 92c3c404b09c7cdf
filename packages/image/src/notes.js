const ONE_OF = { tiff: 'pages' };
/** What a raster says of the frames that were left in the file, and of what was odd about it. */
export const pagesAndNotes = (format, pages, notes) => {
    const all = pages > 1
        ? [`the first of ${pages} ${ONE_OF[format] ?? 'frames'}; the others are left out`, ...notes]
        : notes;
    return { ...(pages > 1 && { pages }), ...(all.length > 0 && { notes: all }) };
};
