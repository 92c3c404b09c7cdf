/** The command line asks for something that does not exist; the usage is printed below its message. */
export class UsageError extends Error {
    get name() {
        return 'UsageError';
    }
}
