// A target of checks with a known delay: answers `ok` to `GET /c/ID?delay=MS` that many ms later. It speaks over the bare
// socket: what an HTTP server does before it sees a request and behind its answer would count as the error of who asks.
// Says its port to its parent; asked for 'delays', it sends [id, ms, at][]: how long each waited, from the sight of the
// request to the answer at Unix ms; and forgets.
import { createServer } from 'node:net';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok';
let delays = [];
const server = createServer({ noDelay: true }, (socket) => {
  let request = '';
  socket.on('error', () => undefined); // whoever asks may go
  socket.on('data', (bytes) => {
    const from = performance.now();
    request += bytes.toString('latin1');
    if (!request.includes('\r\n\r\n')) return;
    const [, id, delay] = /^GET \/c\/([^ ?]+)\?delay=(\d+) /.exec(request) ?? [];
    setTimeout(() => {
      const [took, at] = [performance.now() - from, Date.now()];
      socket.end(ANSWER);
      delays.push([id, took, at]);
    }, Number(delay));
  });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => process.send(server.address().port));
process.on('message', () => {
  process.send(delays);
  delays = [];
});
process.on('disconnect', () => process.exit(0));
