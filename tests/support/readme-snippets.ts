import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of a README. */
export interface Snippet {
  /** Path of the README in the repository. */
  readonly readme: string;
  /** Line of the first line in the fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** What a comment just above the block hands to it: `<!-- given ... -->`, which readers do not see. */
  readonly given: string;
  /** The block and what it is given in the lines where they stand in the README, all other lines empty. */
  readonly inPlace: string;
}

const FENCE = /^```(\w*)\s*$/;

/** Index of the line that opens the `given` comment ending just above `fence`, or `fence` where there is none. */
const givenStart = (lines: readonly string[], fence: number): number => {
  if (!lines[fence - 1]?.trim().endsWith('-->')) return fence;
  let start = fence - 1;
  while (start > 0 && !lines[start]!.includes('<!--')) start--;
  return /<!--\s*given\b/.test(lines[start]!) ? start : fence;
};

/** All fenced blocks of a README. */
export const readmeSnippets = (root: string, readme: string): Snippet[] => {
  const lines = readFileSync(join(root, readme), 'utf8').split('\n');
  const snippets: Snippet[] = [];
  for (let fence = 0; fence < lines.length; fence++) {
    const language = FENCE.exec(lines[fence]!)?.[1];
    if (language === undefined) continue;
    const end = lines.findIndex((line, i) => i > fence && line.trim() === '```');
    if (end < 0) throw new Error(`${readme}:${fence + 1}: the block does not end.`);
    const start = givenStart(lines, fence);
    const kept = lines.slice(0, end).map((line, i) => {
      if (i > fence) return line;
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
