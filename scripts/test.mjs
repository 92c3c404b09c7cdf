// npm test: builds everything, runs every test, and ends with `N passed, N failed`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tool } from './run.mjs';

const built = tool('turbo', ['run', 'build', '--output-logs=errors-only']);
const folder = mkdtempSync(join(tmpdir(), 'srkit-test-'));
const report = join(folder, 'report.json');
const ok =
  built &&
  tool('vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ]);

let counts = { passed: 0, failed: 1, skipped: 0 };
try {
  const { testResults, numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  // A file that does not even load has no tests that could fail.
  const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  for (const file of broken) console.log(`Did not load: ${file.name}: ${file.message}`);
  for (const file of testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'pending' || test.status === 'skipped') console.log(`SKIPPED: ${test.fullName}`);
    }
  }
  counts = {
    passed: numPassedTests,
    failed: numFailedTests + broken.length,
    skipped: numPendingTests + numTodoTests,
  };
  if (!ok && counts.failed === 0) counts.failed = 1;
} catch (error) {
  console.log(built ? `The test run left no report: ${error}` : 'The build failed.');
}
rmSync(folder, { recursive: true, force: true });
console.log(
  `${counts.passed} passed, ${counts.failed} failed${counts.skipped ? `, ${counts.skipped} skipped` : ''}`,
);
process.exit(counts.failed > 0 ? 1 : 0);
