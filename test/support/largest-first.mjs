import { statSync } from 'node:fs';

/**
 * The order of the files of a suite that shares one stack: the largest first, always. Jest goes by how long they took the
 * last time, which no fresh clone knows; and the suite that moves time by months would then meet everybody the others
 * have left behind, all of whom renew at once.
 */
export default class LargestFirst {
  sort(tests) {
    const size = ({ path }) => statSync(path).size;
    return [...tests].sort((a, b) => size(b) - size(a) || a.path.localeCompare(b.path));
  }

  shard(tests) {
    return tests;
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
