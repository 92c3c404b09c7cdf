import { expect, it } from 'vitest';
import { missingPeers } from './optional-peers';

it('names what is not installed, and the line that installs it', () => {
  expect(missingPeers('@srkit/backend-webgpu')).toBeUndefined();
  expect(missingPeers('@srkit/backend-webgpu', '@srkit/none')).toBe(
    "the npm package '@srkit/none' is not installed (npm i @srkit/none)",
  );
  expect(missingPeers('no-such-package', '@srkit/none')).toBe(
    "the npm packages 'no-such-package' and '@srkit/none' are not installed (npm i no-such-package @srkit/none)",
  );
});
