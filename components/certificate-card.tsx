import { duration } from './duration.ts';
import { Moment } from './moment.tsx';

/** How long the certificate is good for yet. */
export function CertificateCard({ expiresAt, now }: { expiresAt: number; now: number }) {
  const left = expiresAt - now;
  return (
    <section className="card prose">
      <h2>Certificate</h2>
      <p className="large">{left > 0 ? `${duration(left).split(' ').slice(0, 2).join(' ')} left` : 'Expired'}</p>
      <p>
        {left > 0 ? 'Valid until ' : 'Since '}
        <Moment at={expiresAt} now={now} />
      </p>
    </section>
  );
}
