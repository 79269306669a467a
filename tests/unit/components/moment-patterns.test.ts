import { expect, test } from 'vitest';
import { local, type MomentForm } from '../../../components/calendar.ts';
import { momentPatterns, written } from '../../../components/moment-patterns.ts';
import { LANGUAGES } from '../../../lib/model.ts';

const FORMS: readonly MomentForm[] = ['time', 'day', 'full'];
const STEP = 1_439 * 60_000;

test.each(LANGUAGES)('in %s a pattern says on each day what Intl says', (language) => {
  const patterns = momentPatterns(language);
  for (let day = 0; day <= 366; day += 1)
    for (const form of FORMS) {
      const at = new Date(Date.UTC(2026, 0, 1, 0, 5) + day * STEP);
      expect(written(at, form, patterns)).toBe(local(at.getTime(), form, language));
    }
});
