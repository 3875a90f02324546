import { beforeEach, describe, expect, it } from '@jest/globals';
import { failed, ok, runScript, smallProgram } from './shell.js';

const CONFIG = '/etc/automna/openclaw.json';
const REPAIR = [
  'cp "$CONFIG_PATH" /tmp/doctor.json',
  'env -u READONLY CONFIG_PATH=/tmp/doctor.json openclaw doctor --fix --yes',
  'chown -R --reference="$STATE_DIR" "$STATE_DIR"',
].join(' && ');

describe('scripts a control plane sends to a machine', () => {
  let heard: unknown[][];
  const env = { CONFIG_PATH: CONFIG, STATE_DIR: '/data', READONLY: '1', SPACED: 'a b' };
  const run = (source: string) =>
    runScript(source, {
      env,
      path: (written) => `/host${written}`,
      copy(from, to) {
        heard.push(['cp', from, to]);
        return from === CONFIG ? ok('') : failed(1, 'cp: no such file');
      },
      run(argv, its) {
        heard.push([...argv, its]);
        return argv[0] === 'openclaw' ? ok(`ran ${argv.length}\n`) : smallProgram(argv, its);
      },
    });
  beforeEach(() => {
    heard = [];
  });

  it('runs a repair step by step, with the paths and the environment it names', async () => {
    expect(await run(REPAIR)).toEqual({ exit_code: 0, stdout: 'ran 4\n', stderr: '' });
    const { READONLY, ...rest } = env;
    expect(READONLY).toBe('1');
    expect(heard).toEqual([
      ['cp', CONFIG, '/host/tmp/doctor.json'],
      ['openclaw', 'doctor', '--fix', '--yes', { ...rest, CONFIG_PATH: '/host/tmp/doctor.json' }],
    ]);
  });

  it('stops at the first command that fails', async () => {
    expect(await run('echo one && cp "$NOTHING" /tmp/x && echo two')).toEqual({
      exit_code: 1,
      stdout: 'one\n',
      stderr: 'cp: no such file\n',
    });
    expect(await run('touch /tmp/x && echo two')).toMatchObject({ exit_code: 127, stdout: '' });
    expect(await run('env -u A')).toMatchObject({ exit_code: 125 });
  });

  it('keeps quoted words whole', async () => {
    await run('echo "$SPACED" ${STATE_DIR}x');
    expect(heard[0]?.slice(0, 3)).toEqual(['echo', 'a b', '/datax']);
  });

  it.each(['echo a; echo b', 'echo a | cat', 'echo $(id)', 'echo `id`', 'echo a > /tmp/x', 'echo "a'])(
    'runs nothing of what it cannot read: %s',
    async (source) => {
      expect(await run(source)).toMatchObject({
        exit_code: 2,
        stderr: expect.stringContaining('cannot read'),
      });
      expect(heard).toEqual([]);
    },
  );
});
