import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/processes.js';
import { apiUrl } from './support/world.js';

/** The shell block of the README that follows the journey's mark. */
function journey(): string {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const block = /<!-- journey: [^>]*-->\s+```sh\n([\s\S]*?)```/.exec(readme)?.[1];
  if (!block) throw new Error('README.md has no journey block');
  return block.replace(/^API=.*$/m, `API=${apiUrl()}`).replaceAll('sleep 1', 'sleep 0.2');
}

describe('the journey by hand in the README', () => {
  it('works as written', async () => {
    const shell = spawn('bash', ['--norc', '-e', '-o', 'pipefail', '-c', journey()], {
      env: { PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` },
    });
    let output = '';
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk) => (output += chunk));
    const code = await new Promise((resolve) => shell.on('close', resolve));
    expect([code, output.trim().split('\n')]).toEqual([
      0,
      ['payment page: 303', 'valid', 'running', 'done', 'awake'],
    ]);
  });
});
