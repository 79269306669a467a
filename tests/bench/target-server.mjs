// The target of checks: answers `ok`, and remembers when it was asked for which id; under `/hole` it never answers.
// Says its port to its parent; asked for 'arrivals', it sends [id, ms][] by the system's monotonic clock, and forgets;
// asked for 'overlaps', how many requests came while another for the same id waited.
import { createServer } from 'node:http';

let arrivals = [];
let overlaps = 0;
const waiting = new Set();
const server = createServer({ keepAlive: false }, (request, response) => {
  const hole = request.url.startsWith('/hole');
  const id = request.url.slice(hole ? 6 : 3).split('?', 1)[0];
  if (waiting.has(id)) overlaps++;
  waiting.add(id);
  response.on('close', () => waiting.delete(id));
  if (hole) return;
  arrivals.push([id, Number(process.hrtime.bigint() / 1_000n) / 1_000]);
  response.end('ok');
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => process.send(server.address().port));
process.on('message', (message) => {
  if (message === 'arrivals') {
    process.send(arrivals);
    arrivals = [];
  }
  if (message === 'overlaps') {
    process.send(overlaps);
    overlaps = 0;
  }
});
process.on('disconnect', () => process.exit(0));
