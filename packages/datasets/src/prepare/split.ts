import { ConfigError } from '@srkit/core';
import { mixSeeds, seededDraws } from '../random/draws';
import { byCodePoint } from '../stores/store';

/**
 * Names in parts of given shares, at random by a seed, each part sorted. What belongs together (one `key`) stays together,
 * as the pieces of one picture must: a network must not be tested on the neighbours of what it has seen.
 *
 * @param shares positive, of any sum; every part has at least one group where there are as many
 * @throws ConfigError `E_CONFIG_SPLIT`
 */
export const splitNames = (
  names: readonly string[],
  shares: readonly number[],
  { seed, key }: { readonly seed: number; readonly key: (name: string) => string },
): string[][] => {
  const sum = shares.reduce((a, b) => a + b, 0);
  if (shares.length < 2 || !shares.every((share) => Number.isFinite(share) && share > 0)) {
    throw new ConfigError(
      'E_CONFIG_SPLIT',
      `The shares are ${shares.join(', ')}, expected two positive numbers or more.`,
    );
  }
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const group = groups.get(key(name));
    if (group) group.push(name);
    else groups.set(key(name), [name]);
  }
  if (groups.size < shares.length) {
    throw new ConfigError(
      'E_CONFIG_SPLIT',
      `There are ${groups.size} pictures for ${shares.length} parts. Leave parts out, or add pictures; where names say nothing, keep no pieces together (--apart).`,
    );
  }
  const keys = [...groups.keys()].sort(byCodePoint);
  const order = seededDraws(mixSeeds(seed, 5)).permutation(keys.length);
  let [begin, covered] = [0, 0];
  return shares.map((share, i) => {
    covered += share;
    const rest = shares.length - 1 - i;
    const end =
      rest === 0
        ? keys.length
        : Math.min(keys.length - rest, Math.max(begin + 1, Math.round((covered / sum) * keys.length)));
    const part = order.slice(begin, end).flatMap((at) => groups.get(keys[at] as string) as string[]);
    begin = end;
    return part.sort(byCodePoint);
  });
};

/**
 * A picture and its pieces, whatever folders they lie in: `sub/0001_s017.png` and `sub-T3/0001T3_s003.png` are of `0001`, since
 * scales and pieces have folders of their own. Pictures of one name in two folders count as one.
 */
export const pictureOf = (name: string): string =>
  name
    .slice(name.lastIndexOf('/') + 1)
    .replace(/\.[^.]*$/, '')
    .replace(/(T\d)?(_s\d{3,})?$/, '');
