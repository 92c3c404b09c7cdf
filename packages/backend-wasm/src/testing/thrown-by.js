/** What the action throws; undefined if it does not. */
export const thrownBy = (action) => {
    try {
        action();
    }
    catch (error) {
        return error;
    }
    return undefined;
};
