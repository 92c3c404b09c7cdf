/** Reads everything at once with a platform's way of opening, and leaves nothing open, whatever happens. */
export const loadStateDictWith = async (open, source, options = {}) => {
    const checkpoint = await open(source, options);
    try {
        return await checkpoint.readAll(options);
    }
    finally {
        await checkpoint.close();
    }
};
