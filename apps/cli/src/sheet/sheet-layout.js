/** Sizes in pixels. */
export const TEXT_SIZE = 12;
export const LINE_HEIGHT = 16;
/** Around the sheet and between its cells. */
export const MARGIN = 16;
/** Between a picture and its text. */
const GAP = 6;
/** Narrowest cell: it holds the 55 characters of the longest line. */
const MIN_WIDTH = 400;
/** Smaller pictures are shown larger, as far as this. */
const ZOOM_TO = 400;
/** Cells in rows, by default about as many columns as rows: a picture of at most this size and lines of text below each. */
export const layOut = (picture, linesOf, columns = Math.ceil(Math.sqrt(linesOf.length))) => {
    const zoom = Math.max(1, Math.floor(ZOOM_TO / Math.max(picture.width, picture.height)));
    const shown = { width: picture.width * zoom, height: picture.height * zoom };
    const cellWidth = Math.max(shown.width, MIN_WIDTH);
    const places = [];
    let top = MARGIN;
    for (let first = 0; first < linesOf.length; first += columns) {
        const row = linesOf.slice(first, first + columns);
        const y = top;
        row.forEach((_, column) => {
            places.push({
                x: MARGIN + column * (cellWidth + MARGIN),
                y,
                baseline: y + shown.height + GAP + TEXT_SIZE,
            });
        });
        // The title is one line more.
        top += shown.height + GAP + (Math.max(...row) + 1) * LINE_HEIGHT + MARGIN;
    }
    return { width: MARGIN + columns * (cellWidth + MARGIN), height: top, shown, cellWidth, places };
};
