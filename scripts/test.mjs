// npm test: runs every test, on the sources, and ends with `N passed, N failed`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root, tool } from './run.mjs';

/** The first lines of a message, without the stack, in one. */
const beginning = (message = '') =>
  message
    .split('\n')
    .filter((line) => line.trim() && !/^\s+at /.test(line))
    .slice(0, 3)
    .join(' | ')
    .slice(0, 500);

const folder = mkdtempSync(join(tmpdir(), 'srkit-test-'));
const report = join(folder, 'report.json');
const ok = tool('vitest', [
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
  for (const file of testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'pending' || test.status === 'skipped') console.log(`SKIPPED: ${test.fullName}`);
    }
  }
  // Last, so that a log of which only the end is kept has them.
  for (const { name, assertionResults } of testResults) {
    for (const test of assertionResults.filter(({ status }) => status === 'failed')) {
      // vitest's report has no better word for this.
      const message = test.failureMessages
        .join('\n')
        .replace('STACK_TRACE_ERROR', `did not end within ${Math.round(test.duration)} ms`);
      console.log(`FAILED: ${relative(root, name)}: ${test.fullName}: ${beginning(message)}`);
    }
  }
  // A file that does not load, or whose hook fails, has no test that failed.
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  for (const { name, message } of broken) {
    console.log(
      `FAILED: ${relative(root, name)}, without a failed test: ${beginning(message) || 'a hook failed'}`,
    );
  }
  counts = {
    passed: numPassedTests,
    failed: numFailedTests + broken.length,
    skipped: numPendingTests + numTodoTests,
  };
  if (!ok && counts.failed === 0) {
    counts.failed = 1;
    console.log('FAILED: vitest, although no test failed; its own output says why.');
  }
} catch (error) {
  console.log(`FAILED: the test run left no report: ${error}`);
}
rmSync(folder, { recursive: true, force: true });
console.log(
  `${counts.passed} passed, ${counts.failed} failed${counts.skipped ? `, ${counts.skipped} skipped` : ''}`,
);
process.exit(counts.failed > 0 ? 1 : 0);
