import { describeFaults } from './support/suite.js';

describeFaults(
  'kill -9 at every call to Fly',
  'when it has arrived and when it has acted; the next process ends it right',
  [['held before'], ['held after']],
);
