// What no monitor on Node can go below: `node:http` alone, over a new connection each time, at the pace of a
// worker. Arguments: the target's port, probes a second, how many start together, and how long, s, it is practised and
// measured. Says to its parent the ms of processor time a probe.
import { request } from 'node:http';

const [port, rate, together, practice, seconds] = process.argv.slice(2).map(Number);

function probe(index) {
  const one = request({ host: '127.0.0.1', port, path: `/c/bare${index}`, agent: false }, (response) =>
    response.resume(),
  );
  one.on('error', () => undefined);
  one.end();
}

/** Resolves when so many probes have been started. */
function run(count) {
  return new Promise((resolve) => {
    const from = performance.now();
    let started = 0;
    const next = () => {
      for (let index = 0; index < together; index++) probe(started++);
      if (started >= count) resolve(started);
      else setTimeout(next, from + (started * 1_000) / rate - performance.now());
    };
    next();
  });
}

await run(rate * practice);
const before = process.cpuUsage();
const probes = await run(rate * seconds);
const { user, system } = process.cpuUsage(before);
process.send((user + system) / 1_000 / probes, () => process.exit(0));
