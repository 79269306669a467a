import type { IncomingMessage } from 'node:http';
import { FrontProblem } from './problem.ts';

/** The whole body of a request, null without one. Throws a problem: 413 when it is larger than `maxSize` bytes. */
export async function readBody(request: IncomingMessage, maxSize: number): Promise<Buffer | null> {
  const tooLarge = new FrontProblem(413, `the body of the request is larger than ${maxSize} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > maxSize) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxSize) throw tooLarge;
    chunks.push(chunk);
  }
  return size === 0 ? null : Buffer.concat(chunks, size);
}
