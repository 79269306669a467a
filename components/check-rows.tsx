'use client';
import { memo } from 'react';
import type { Impact } from '../lib/model.ts';
import { Bars } from './bars.tsx';
import { Zone } from './moment.tsx';
import { IMPACT_TONES } from './notice-words.ts';
import { rowFacts } from './row-facts.ts';
import { StateIcon } from './state-icon.tsx';
import type { Tone } from './state-words.ts';

/** What all rows of a list share. */
export interface RowWords {
  readonly states: Readonly<Record<string, string>>;
  readonly maintained: string;
  /** What incidents are called, and where they are told: an address without its id. */
  readonly incidents: { readonly words: Readonly<Record<Impact, string>>; readonly href: string };
  readonly goodDays: string;
  /** Around the time since when, alone or with its day. */
  readonly since: Readonly<Record<'time' | 'day', readonly [before: string, after: string]>>;
}

export interface CheckRowsProps {
  /** Of `rowText`. */
  readonly rows: readonly string[];
  /** The address of a check's page, without its id. */
  readonly href: string;
  readonly words: RowWords;
}

/**
 * The checks of a list. A browser draws them itself from a line of text each: as finished elements they would come
 * twice, and an update would have all of them made again, whichever moved.
 */
export function CheckRows({ rows, href, words }: CheckRowsProps) {
  const { states, maintained, incidents, goodDays, since } = words;
  return (
    <ul>
      {rows.map((text) => {
        const { id, state, incident, form } = rowFacts(text);
        const [sinceBefore, sinceAfter] = since[form === 'time' ? 'time' : 'day'];
        return (
          <CheckRow
            key={id}
            text={text}
            href={addressOf(href, id)}
            word={states[state] ?? ''}
            maintained={maintained}
            incidentHref={incident === null ? '' : addressOf(incidents.href, incident.id)}
            incidentWord={incident === null ? '' : incidents.words[incident.impact]}
            goodDays={goodDays}
            sinceBefore={sinceBefore}
            sinceAfter={sinceAfter}
          />
        );
      })}
    </ul>
  );
}

/** An address with the id of what it leads to before its query. */
function addressOf(href: string, id: string): string {
  const [path = '', query = ''] = href.split(/(?=\?)/);
  return `${path}${id}${query}`;
}

interface CheckRowProps {
  readonly text: string;
  readonly href: string;
  readonly word: string;
  readonly maintained: string;
  readonly incidentHref: string;
  readonly incidentWord: string;
  readonly goodDays: string;
  readonly sinceBefore: string;
  readonly sinceAfter: string;
}

/** One check. All it is given are texts: while they stay the same it is not drawn again. */
const CheckRow = memo(function CheckRow(props: CheckRowProps) {
  const { text, href, word, maintained, incidentHref, incidentWord, goodDays, sinceBefore, sinceAfter } = props;
  const facts = rowFacts(text);
  const paths = facts.paths === '' ? [] : facts.paths.split('/').map((path) => path.split(/ (.*)/));
  return (
    <li className="row">
      <StateIcon tone={facts.state as Tone} />
      <div>
        <a href={href}>{facts.name}</a>
        <p>
          {facts.maintained && (
            <b className="maintenance">
              <StateIcon tone="maintenance" />
              {maintained}
            </b>
          )}
          {facts.incident !== null && (
            <a className={IMPACT_TONES[facts.incident.impact]} href={incidentHref}>
              <StateIcon tone={IMPACT_TONES[facts.incident.impact]} />
              {incidentWord}
            </a>
          )}
          {facts.said === '' ? word : facts.said}
          {facts.since !== '' && (
            <>
              {' '}
              <span>
                {sinceBefore}
                <time dateTime={facts.since} data-form={facts.form} suppressHydrationWarning>
                  {facts.sinceText}
                  <Zone />
                </time>
                {sinceAfter}
              </span>
            </>
          )}
        </p>
      </div>
      <Bars
        paths={paths.map(([kind = '', d = '']) => ({ kind, d }))}
        marks={facts.marks}
        summary={facts.summary === '' ? goodDays : facts.summary}
      />
      <p>{facts.uptime}</p>
      <p>
        {facts.latest}
        {facts.spark !== '' && (
          <svg className="spark" aria-hidden="true">
            <path d={facts.spark} />
          </svg>
        )}
      </p>
    </li>
  );
});
