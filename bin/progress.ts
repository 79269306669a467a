/** Shows on a terminal how far long work has come, on one line of the error output; nothing elsewhere. */
export function progressLine(what: string): (share: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  let shown = -1;
  return (share) => {
    const percent = Math.floor(share * 100);
    if (percent === shown) return;
    shown = percent;
    const filled = Math.floor(share * 30);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(30 - filled)}`;
    process.stderr.write(`\r${what} ${bar} ${percent} %${share >= 1 ? '\n' : ''}`);
  };
}
