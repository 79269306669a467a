// The target of checks: answers `ok` after a delay (`/c/ID?delay=MS`), and remembers when it was asked for which id;
// under `/hole` it never answers.
// Says its port to its parent; asked for 'arrivals', it sends [id, ms][] by the system's monotonic clock, and forgets.
import { createServer } from 'node:http';

let arrivals = [];
const server = createServer({ keepAlive: false }, (request, response) => {
  if (request.url.startsWith('/hole')) return;
  const id = request.url.slice(3).split('?', 1)[0];
  arrivals.push([id, Number(process.hrtime.bigint() / 1_000n) / 1_000]);
  const delay = /delay=(\d+)/.exec(request.url)?.[1];
  const answer = () => response.end('ok');
  if (delay === undefined) answer();
  else setTimeout(answer, Number(delay));
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => process.send(server.address().port));
process.on('message', (message) => {
  if (message !== 'arrivals') return;
  process.send(arrivals);
  arrivals = [];
});
process.on('disconnect', () => process.exit(0));
