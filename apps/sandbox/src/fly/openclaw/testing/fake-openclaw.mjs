// Stands for `openclaw gateway run` in specs: the same doors, one second instead of fifteen, a megabyte instead of 700.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { env, argv } = process;
if (argv[2] !== 'gateway') {
  console.log(`ran ${argv.slice(2).join(' ')} in ${process.cwd()} with ${env.OPENCLAW_STATE_DIR}`);
  process.exit(argv[2] === 'fail' ? 3 : 0);
}
const raw = readFileSync(env.OPENCLAW_CONFIG_PATH, 'utf8');
const config = JSON.parse(raw);
if (config.gateway?.mode !== 'local') process.exit(78);

const fingerprint = createHash('sha256')
  .update(env.ANTHROPIC_API_KEY ?? '')
  .digest('hex')
  .slice(0, 16);
const json = (response, value, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  if (request.url === '/startupz') return json(response, { ok: true, status: 'started' });
  if (request.headers.authorization !== `Bearer ${env.OPENCLAW_GATEWAY_TOKEN}`)
    return json(response, {}, 401);
  if (request.url === '/exit') return process.exit(Number(body));
  if (request.url === '/v1/chat/completions') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${fingerprint}\n\n`);
    return response.end(`data: ${JSON.parse(body).messages[0].content}\n\n`);
  }
  const { method } = JSON.parse(body);
  const payloads = {
    'config.get': { hash: 'h', raw, parsed: config },
    'cron.status': { enabled: config.cron?.enabled ?? false },
    files: { env: Object.keys(env), file: raw, cwd: process.cwd(), headers: request.headers },
  };
  return json(response, { ok: true, payload: payloads[method] });
});
server.listen(config.gateway.port, '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
