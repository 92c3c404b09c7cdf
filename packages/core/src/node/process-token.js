import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
/** `host-pid-start`: which process, on which machine; ids are given again, so the time of its start belongs to it. */
const TOKEN = /^[0-9a-f]{8}-([0-9a-z]{1,8})-([0-9a-z]{1,16})$/;
const quietly = (read) => {
    try {
        return read();
    }
    catch {
        return '';
    }
};
/** Machine, its last start and, in a container, the ids that processes have there. */
const host = createHash('sha256')
    .update(JSON.stringify([
    hostname(),
    quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    quietly(() => readlinkSync('/proc/self/ns/pid')),
]))
    .digest('hex')
    .slice(0, 8);
/** When a process was started, in ticks since the machine was; 0 where the system does not say. */
const startOf = (pid) => {
    const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
    // The name in parentheses may hold anything; field 22 is the 20th after it.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks && /^\d+$/.test(ticks) ? BigInt(ticks).toString(36) : '0';
};
/** Names this process among all processes of all machines, in characters that file names may hold. */
export const processToken = `${host}-${process.pid.toString(36)}-${startOf(process.pid)}`;
/** Whether a process has ended; undefined where it ran on another machine (or before this one was started anew). */
export const hasEnded = (token) => {
    const match = TOKEN.exec(token);
    if (!match || !token.startsWith(host))
        return undefined;
    const pid = Number.parseInt(match[1], 36);
    try {
        process.kill(pid, 0);
    }
    catch (error) {
        // Anything else (EPERM) is said of a process that is there.
        if (error.code === 'ESRCH')
            return true;
    }
    return startOf(pid) !== match[2];
};
