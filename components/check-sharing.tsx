import type { CheckView, Range, Site } from '../lib/model.ts';
import { addressOf } from './address.ts';
import { CopyButton } from './copy-button.tsx';
import type { Words } from './words.ts';

export interface CheckSharingProps {
  readonly check: CheckView;
  readonly site: Site;
  /** What the page shows, and its data with it. */
  readonly range: Range;
  readonly words: Words;
}

const BADGES = [
  { kind: 'status', query: '', word: 'nav.status' },
  { kind: 'uptime', query: '?window=30d', word: 'uptime.title' },
  { kind: 'response-time', query: '?window=24h', word: 'latency.title' },
] as const;

/** What of a check others can use: its feeds, its data, and badges to put into their pages. */
export function CheckSharing({ check, site, range, words }: CheckSharingProps) {
  const { t } = words;
  const id = encodeURIComponent(check.id);
  const history = `/api/checks/${id}/history?range=${range}`;
  return (
    <section className="card prose share" aria-labelledby="share">
      <h2 id="share">{t('share.title')}</h2>
      <dl>
        <div>
          <dt>{t('share.feeds')}</dt>
          <dd>
            <a href={`/feed.atom?check=${id}`}>Atom</a> <a href={`/feed.rss?check=${id}`}>RSS</a>{' '}
            <a href={`/feed.json?check=${id}`}>JSON Feed</a>
          </dd>
        </div>
        <div>
          <dt>{t('share.history', { span: t(`spans.${range}`) })}</dt>
          <dd>
            <a href={history}>JSON</a> <a href={`${history}&format=csv`}>CSV</a>
          </dd>
        </div>
        <div>
          <dt>{t('nav.current')}</dt>
          <dd>
            <a href={`/api/health/${id}?format=json`}>JSON</a>{' '}
            <a href={`/api/health/${id}?format=prometheus`}>Prometheus</a>
          </dd>
        </div>
      </dl>
      <details className="data">
        <summary>{t('share.badges')}</summary>
        {BADGES.map(({ kind, query, word }) => (
          <Badge
            key={kind}
            title={t(word)}
            path={`/badge/${id}/${kind}.svg${query}`}
            page={addressOf(site, `/checks/${id}`)}
            check={check}
            site={site}
            words={words}
          />
        ))}
      </details>
    </section>
  );
}

interface BadgeProps {
  readonly title: string;
  readonly path: string;
  /** Where it leads. */
  readonly page: string;
  readonly check: CheckView;
  readonly site: Site;
  readonly words: Words;
}

/** One badge as it looks, and what to write to have it. */
function Badge({ title, path, page, check, site, words }: BadgeProps) {
  const { t } = words;
  const picture = addressOf(site, path);
  const alt = `${check.name}: ${title}`;
  const forms = [
    ['Markdown', `[![${alt.replace(/[[\]\\]/g, '\\$&')}](${picture})](${page})`],
    ['HTML', `<a href="${page}"><img src="${picture}" alt="${escaped(alt)}"></a>`],
    [t('share.address'), picture],
  ] as const;
  return (
    <section className="badge">
      <h3>{title}</h3>
      <p>
        <img src={path} alt={alt} height={20} loading="lazy" />
      </p>
      <dl>
        {forms.map(([form, text]) => (
          <div key={form}>
            <dt>{form}</dt>
            <dd>
              <code dir="ltr" tabIndex={0}>
                {text}
              </code>
              <CopyButton copy={t('share.copy')} copied={t('share.copied')} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
