// Plain JavaScript: it runs before anything is built.

/**
 * Why the program does not start on this version of Node, or null. On others better-sqlite3 ends the web process,
 * which would be started again for ever.
 * @param {string} version as in `22.12.0`
 * @returns {string | null}
 */
export function nodeFault(version) {
  return /^(20|22)\./.test(version)
    ? null
    : `Allswell needs Node.js 20 (from 20.19 on) or 22 (from 22.12 on); this is ${version}`;
}
