// A target in a process of its own: the delays of the tests' own loop must not be its delays. Each path is a check's.
// GET /<check> answers after DELAY ms, with 500 in FAILING of the cases; GET /.report tells what it did.
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';

const delay = Number(process.env.DELAY ?? 5);
const failing = Number(process.env.FAILING ?? 0);
/** By path: what each answer took, ms, and its status; how many were asked for at once. */
const paths = new Map();

const server = createServer((request, response) => {
  if (request.url === '/.report') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(Object.fromEntries(paths)));
    return;
  }
  const from = performance.now();
  let path = paths.get(request.url);
  if (path === undefined) paths.set(request.url, (path = { took: [], statuses: [], now: 0, most: 0 }));
  path.now += 1;
  path.most = Math.max(path.most, path.now);
  const index = path.took.push(null) - 1;
  response.statusCode = Math.random() < failing ? 500 : 200;
  path.statuses.push(response.statusCode);
  response.on('close', () => (path.now -= 1));
  setTimeout(() => {
    response.end('ok');
    path.took[index] = performance.now() - from;
  }, delay);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
