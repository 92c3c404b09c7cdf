import { usageError } from '../errors';
import { STDIN } from './expand-inputs';
import { fileIdentity } from './file-identity';
import type { JobItem } from './name-outputs';
import { STDOUT } from './output-target';

/** What to do about a collision, as the sentence that ends the message. */
export interface CollisionRemedies {
  readonly input: string;
  readonly output: string;
}

const UPSCALE_REMEDIES: CollisionRemedies = {
  input: 'Choose another -o or --suffix, or leave that input out.',
  output: 'Use --format auto, or upscale them into different folders.',
};

/** A result and what it is made from. */
type Result = Pick<JobItem, 'input' | 'output'>;

/**
 * Refuses a job that would write over one of its inputs, or twice to one name.
 *
 * @throws ConfigError naming the files.
 */
export const refuseCollisions = (items: readonly Result[], remedies = UPSCALE_REMEDIES): void => {
  const inputs = new Map<string, string>();
  for (const { input } of items) {
    if (input.path !== STDIN) inputs.set(fileIdentity(input.path), input.path);
  }
  const outputs = new Map<string, Result>();
  for (const item of items) {
    if (item.output === STDOUT) continue;
    const identity = fileIdentity(item.output);
    const overwritten = inputs.get(identity);
    if (overwritten !== undefined) {
      const same = overwritten === item.output ? '' : `, which is the same file as '${item.output}'`;
      throw usageError(
        `The result of '${item.input.path}' would replace the input '${overwritten}'${same}. ${remedies.input}`,
      );
    }
    const other = outputs.get(identity);
    if (other) {
      throw usageError(
        `'${other.input.path}' and '${item.input.path}' would both become '${item.output}'. ${remedies.output}`,
      );
    }
    outputs.set(identity, item);
  }
};
