import { readFileSync } from 'node:fs';
import { join } from 'node:path';
const FENCE = /^```(\w*)\s*$/;
/** Index of the line that opens the `given` comment ending just above `fence`, or `fence` where there is none. */
const givenStart = (lines, fence) => {
    if (!lines[fence - 1]?.trim().endsWith('-->'))
        return fence;
    let start = fence - 1;
    while (start > 0 && !lines[start].includes('<!--'))
        start--;
    return /<!--\s*given\b/.test(lines[start]) ? start : fence;
};
/** All fenced blocks of a README. */
export const readmeSnippets = (root, readme) => {
    const lines = readFileSync(join(root, readme), 'utf8').split('\n');
    const snippets = [];
    for (let fence = 0; fence < lines.length; fence++) {
        const language = FENCE.exec(lines[fence])?.[1];
        if (language === undefined)
            continue;
        const end = lines.findIndex((line, i) => i > fence && line.trim() === '```');
        if (end < 0)
            throw new Error(`${readme}:${fence + 1}: the block does not end.`);
        const start = givenStart(lines, fence);
        const kept = lines.slice(0, end).map((line, i) => {
            if (i > fence)
                return line;
            return i >= start && i < fence ? line.replace(/<!--\s*given\b:?/, '').replace('-->', '') : '';
        });
        snippets.push({
            readme,
            line: fence + 2,
            language,
            text: lines.slice(fence + 1, end).join('\n'),
            given: kept.slice(start, fence).join('\n').trim(),
            inPlace: kept.join('\n'),
        });
        fence = end;
    }
    return snippets;
};
