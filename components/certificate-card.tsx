import { Moment } from './moment.tsx';
import type { Words } from './words.ts';

/** How long the certificate is good for yet. */
export function CertificateCard({ expiresAt, now, words }: { expiresAt: number; now: number; words: Words }) {
  const left = expiresAt - now;
  const time = <Moment at={expiresAt} now={now} words={words} />;
  // Of days, the hours do not matter.
  const told = left > DAY ? Math.floor(left / DAY) * DAY : left;
  return (
    <section className="card prose certificate">
      <h2>{words.t('certificate.title')}</h2>
      <p className={left > 0 ? 'large' : 'large down'}>
        {left > 0
          ? words.t('certificate.left', { duration: words.duration(told, 'alone') })
          : words.t('certificate.expired')}
      </p>
      <p>{words.rich(left > 0 ? 'certificate.until' : 'certificate.since', { time })}</p>
    </section>
  );
}

const DAY = 86_400_000;
