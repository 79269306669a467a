// A worker's end of a real IPC channel: answers `push`, and `run` as the first check's name says.
process.on('message', (message) => {
  if (message.type === 'push') {
    const results = message.pushes.map(({ check, state }) => ({ check, at: 1, state }));
    process.send({ type: 'ran', request: message.request, results, lastResultId: 42, error: null });
    return;
  }
  if (message.type !== 'run') return;
  const [check] = message.checks;
  if (check === 'silent') return;
  if (check === 'gone') process.exit(0);
  process.send({ type: 'committed', lastResultId: 41 });
  process.send({ type: 'ran', request: 'of-another', results: [], lastResultId: 7, error: null });
  const results = message.checks.map((id) => ({
    check: id,
    at: 1,
    state: 'up',
    responseTime: 1,
    code: null,
    details: null,
  }));
  setTimeout(
    () =>
      process.send({
        type: 'ran',
        request: message.request,
        results,
        lastResultId: 41,
        error: check === 'bad' ? 'no such check' : null,
      }),
    50,
  );
});
