const NAME = 'log.ndjson';
const iterationOf = (line) => {
    try {
        const { iteration } = JSON.parse(line);
        return typeof iteration === 'number' ? iteration : 0;
    }
    catch {
        // The last line of a process that was killed.
        return Number.POSITIVE_INFINITY;
    }
};
/** The log: one JSON object a line, each with its iteration. */
export class RunLog {
    #folder;
    constructor(folder) {
        this.#folder = folder;
    }
    /** Takes away what an earlier process wrote of iterations that will be done again. */
    async cut(iteration) {
        const bytes = await this.#folder?.read(NAME);
        if (!bytes)
            return;
        const lines = new TextDecoder().decode(bytes).split('\n').filter(Boolean);
        const kept = lines.filter((line) => iterationOf(line) <= iteration);
        if (kept.length < lines.length)
            await this.#folder?.write(NAME, kept.map((line) => `${line}\n`).join(''));
    }
    async write(entry) {
        await this.#folder?.append(NAME, `${JSON.stringify({ ...entry, time: new Date().toISOString() })}\n`);
    }
}
