// The floor: a plain `node:http` server that sends ready bytes and does nothing else. The bytes are those that the
// program answered: for each target and coding it asks there once. Says its port to its parent.
import { createServer } from 'node:http';

const origin = process.argv[2];
const ready = new Map();

async function fetchOnce(request) {
  const headers = { 'accept-encoding': request.headers['accept-encoding'] ?? 'identity' };
  if (request.headers.accept !== undefined) headers.accept = request.headers.accept;
  const { get } = await import('node:http');
  return new Promise((resolve, reject) => {
    get(`${origin}${request.url}`, { headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        resolve({ status: response.statusCode, headers: { ...response.headers, 'content-length': body.length }, body });
      });
    }).on('error', reject);
  });
}

const server = createServer(async (request, response) => {
  const key = `${request.url}\n${request.headers.accept ?? ''}\n${request.headers['accept-encoding'] ?? ''}`;
  let answer = ready.get(key);
  if (answer === undefined) {
    answer = await fetchOnce(request);
    delete answer.headers.connection;
    delete answer.headers['keep-alive'];
    delete answer.headers['transfer-encoding'];
    ready.set(key, answer);
  }
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port));
process.on('disconnect', () => process.exit(0));
