/**
 * Processor time of this process in milliseconds. Bounds are set on it and not on the clock, because tests of other
 * packages run at the same time.
 */
export const cpuTime = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
};
