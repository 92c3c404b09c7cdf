/** Above every index. */
const NO_INDEX = 2 ** 31 - 1;
/** Before the search. */
export const clearBest = (backend, { address, bytesPerThread, indexAt, patches }) => {
    for (let thread = 0; thread < backend.threads; thread++) {
        const at = address + thread * bytesPerThread;
        backend.floatsAt(at, patches).fill(Number.NEGATIVE_INFINITY);
        backend.intsAt(at + indexAt, patches).fill(NO_INDEX);
    }
};
/** Calls `use` with an input patch's best score and the place of its reference patch. */
export const readBest = (backend, { address, bytesPerThread, indexAt, patches }, use) => {
    const found = Array.from({ length: backend.threads }, (_, thread) => {
        const at = address + thread * bytesPerThread;
        return { scores: backend.floatsAt(at, patches), places: backend.intsAt(at + indexAt, patches) };
    });
    for (let patch = 0; patch < patches; patch++) {
        let score = Number.NEGATIVE_INFINITY;
        let place = NO_INDEX;
        for (const { scores, places } of found) {
            const [other, at] = [scores[patch], places[patch]];
            if (other > score || (other === score && at < place))
                [score, place] = [other, at];
        }
        use(patch, score, place);
    }
};
