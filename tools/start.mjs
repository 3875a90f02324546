/**
 * `npm start`: builds what changed, then runs the sandbox vendors and the API and keeps them together. Ctrl-C stops
 * both in order (API first, so that it can finish its work with the vendors still there); when one of them ends by
 * itself the other is stopped too.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseEnv } from 'node:util';
import { build } from './build.mjs';
import { root } from './lib.mjs';

const started = Date.now();
/** Everything this checkout's sandbox remembers: database, vendors' state, keys. Deleting it starts over. */
const dataDir = resolve(root, process.env.DATA_DIR ?? 'data');

/** Keys of this checkout's sandbox, made once: what is sealed today must open tomorrow. */
function ownSecrets() {
  const file = join(dataDir, 'sandbox.env');
  mkdirSync(dataDir, { recursive: true });
  if (!existsSync(file)) {
    const lines = [
      `SECRETS_MASTER_KEYS=local:${randomBytes(32).toString('base64')}`,
      `JWT_SECRET=${randomBytes(32).toString('hex')}`,
      `STRIPE_WEBHOOK_SECRET=whsec_${randomBytes(24).toString('hex')}`,
    ];
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  }
  return parseEnv(readFileSync(file, 'utf8'));
}

const dotEnv = existsSync(join(root, '.env')) ? parseEnv(readFileSync(join(root, '.env'), 'utf8')) : {};
const defaults = {
  PROFILE: 'sandbox',
  PORT: '3000',
  // A person watches this terminal: what went wrong is worth a line, every request is not.
  LOG_LEVEL: 'warn',
  DATABASE_URL: `file:${join(dataDir, 'automna.db')}`,
};
const env = { ...defaults, ...ownSecrets(), ...dotEnv, ...process.env };

/** A sandbox port that was moved takes the vendor's address along, unless that is given too. */
const VENDOR_ADDRESSES = [
  ['STRIPE', { STRIPE_API_URL: '', SANDBOX_CONTROL_URL: '' }],
  ['ANTHROPIC', { ANTHROPIC_API_URL: '' }],
  ['FLY', { FLY_API_URL: '', FLY_APP_URL: '/_apps/{app}' }],
  ['CHANNELS', { TELEGRAM_API_URL: '', DISCORD_API_URL: '/api/v10' }],
];
for (const [vendor, addresses] of VENDOR_ADDRESSES) {
  const port = env[`SANDBOX_${vendor}_PORT`];
  for (const [name, path] of Object.entries(addresses)) {
    if (port) env[name] ??= `http://127.0.0.1:${port}${path}`;
  }
}
if (env.SANDBOX_MAIL_PORT) env.MAIL_URL ??= `resend+http://re_sandbox@127.0.0.1:${env.SANDBOX_MAIL_PORT}`;

const api = `http://${env.HOST ?? '127.0.0.1'}:${env.PORT}`;
const children = new Map();
let stopping = false;

function launch(name, script, extra = {}) {
  const child = spawn(process.execPath, ['--enable-source-maps', join(root, script)], {
    cwd: root,
    env: { ...env, ...extra },
    stdio: ['ignore', 'inherit', 'inherit'],
    // A group of its own: Ctrl-C reaches only this script, which then stops the others in order.
    detached: process.platform !== 'win32',
  });
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })));
  children.set(name, { child, ended });
  void ended.then(({ code, signal }) => {
    children.delete(name);
    if (!stopping) {
      console.error(`The ${name} ended by itself (${signal ?? `exit ${code}`}): stopping everything.`);
      void stop(1);
    }
  });
}

async function stopOne(name, graceMs) {
  const entry = children.get(name);
  if (!entry) return;
  entry.child.kill('SIGTERM');
  const late = await Promise.race([entry.ended.then(() => false), delay(graceMs, true, { ref: false })]);
  if (late) {
    console.error(`The ${name} did not stop within ${graceMs / 1000} s and was ended.`);
    entry.child.kill('SIGKILL');
    await entry.ended;
  }
}

async function stop(code = 0) {
  if (stopping) return;
  stopping = true;
  await stopOne('API', 15_000);
  await stopOne('sandbox', 5_000);
  process.exit(code);
}

async function untilOk(url, what, seconds) {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline && !stopping) {
    const ok = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await delay(100);
  }
  if (stopping) return new Promise(() => {});
  throw new Error(`The ${what} was not ready within ${seconds} s: see its messages above.`);
}

process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));

try {
  await build();
  const sandbox = env.SANDBOX !== 'off';
  if (sandbox) {
    launch('sandbox', 'dist/apps/sandbox/src/main.js', {
      SANDBOX_STRIPE_WEBHOOK_URL: env.SANDBOX_STRIPE_WEBHOOK_URL ?? `${api}/api/webhooks/stripe`,
      SANDBOX_STRIPE_WEBHOOK_SECRET: env.STRIPE_WEBHOOK_SECRET,
      SANDBOX_STATE_FILE: env.SANDBOX_STATE_FILE ?? join(dataDir, 'sandbox.state'),
    });
    await untilOk(`http://127.0.0.1:${env.SANDBOX_STRIPE_PORT ?? 4010}/_sandbox/health`, 'sandbox', 30);
  }
  launch('API', 'dist/apps/api/src/main.js');
  await untilOk(`${api}/api/health/ready`, 'API', 60);
  console.log(`
Automna is ready after ${((Date.now() - started) / 1000).toFixed(1)} s.

  Customer app    ${api}/
  Staff console   ${api}/admin/
  API docs        ${api}/api/docs
  Sandbox inbox   http://127.0.0.1:${env.SANDBOX_MAIL_PORT ?? 4017}/

  Demo logins     admin@automna.test      automna-demo-admin     (console, admin)
                  support@automna.test    automna-demo-support   (console, support)
  Test card       4242 4242 4242 4242, any future date, any CVC
  Test key        sk-ant-api03-demo-0123456789abcdefghijklmnopqrstuvwxyz

Ctrl-C stops all of it.`);
} catch (error) {
  console.error(error.message);
  await stop(1);
}
