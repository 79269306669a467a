/** px an hour, and between the highest and the lowest point. */
const STEP = 3;
const HEIGHT = 12;

/**
 * The means of hours as a line, in whole px, a gap where there is none: the path of an SVG. One alone is no line: the
 * path is empty, as without any.
 * Full height is at least half of the highest mean, so that a line which hardly moves looks like one.
 */
export function sparkline(means: readonly (number | null)[]): string {
  const known = means.filter((mean) => mean !== null);
  if (known.length < 2) return '';
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const range = Math.max(high - low, high / 2) || 1;
  const y = (mean: number) => Math.round(1 + HEIGHT / 2 - ((mean - (low + high) / 2) / range) * HEIGHT);
  let path = '';
  let last: number | null = null;
  means.forEach((mean, hour) => {
    const here = mean === null ? null : y(mean);
    // A line of no length is a dot: an hour between two gaps.
    if (here !== null && last === null) path += `M${hour * STEP} ${here}h0`;
    else if (here !== null && last !== null) {
      const rise = here - last;
      path += `l${STEP}${rise < 0 ? '' : ' '}${rise}`;
    }
    last = here;
  });
  return path.replace(/(?<=l[^Mh]*)l/g, ' ').replace(/h0(?=l)/g, '');
}
