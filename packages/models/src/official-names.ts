import type { StateDict } from '@srkit/checkpoints';
import type { Architecture } from './detect/detect-architecture';
import { toOfficialName } from './detect/esrgan-layouts';

/** Renames a state_dict to the official names of its architecture. */
export const officialNames = (state: StateDict, architecture: Architecture): StateDict => {
  if (architecture.name !== 'RRDBNet' || architecture.layout === 'official') return state;
  return new Map(
    [...state].map(([name, value]) => {
      const official = toOfficialName(name, architecture.layout);
      return [official, { ...value, name: official }];
    }),
  );
};
