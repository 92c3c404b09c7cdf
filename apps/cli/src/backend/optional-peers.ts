import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

const isMissing = (name: string): boolean => {
  try {
    resolve(`${name}/package.json`);
    return false;
  } catch {
    return true;
  }
};

/** Which of srkit's optional peers are not there, and how to get them: "... is not installed (npm i ...)". */
export const missingPeers = (...names: readonly string[]): string | undefined => {
  const missing = names.filter(isMissing);
  if (missing.length === 0) return undefined;
  const quoted = missing.map((name) => `'${name}'`).join(' and ');
  const [packages, are] = missing.length === 1 ? ['package', 'is'] : ['packages', 'are'];
  return `the npm ${packages} ${quoted} ${are} not installed (npm i ${missing.join(' ')})`;
};
