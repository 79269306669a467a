import type { CSSProperties } from 'react';
import { colorsOf, GROUNDS } from '../../components/state-colors.ts';
import { stateMark } from '../../components/state-mark.ts';
import type { Tone } from '../../components/state-words.ts';
import { pieces } from './arabic.ts';

export interface SharePictureProps {
  readonly tone: Tone;
  readonly dir: 'ltr' | 'rtl';
  readonly site: string;
  readonly title: string;
  readonly detail: string | null;
  /** When it is true. */
  readonly at: string;
}

export const PICTURE_SIZE = { width: 1_200, height: 630 } as const;

/** What programs show beside a shared address: colour, shape and words of the state. Laid out by Satori: flex alone. */
export function SharePicture({ tone, dir, site, title, detail, at }: SharePictureProps) {
  const { fill, ink, wash } = colorsOf(tone, 'light');
  const { page, ink: text, soft, glyph } = GROUNDS.light;
  const mark = `data:image/svg+xml;base64,${btoa(stateMark(tone, fill, glyph))}`;
  return (
    <div
      style={{
        display: 'flex',
        flexDirection: 'column',
        width: '100%',
        height: '100%',
        padding: '64px 72px 56px',
        background: page,
        color: text,
        borderTop: `16px solid ${fill}`,
      }}
    >
      <Line text={clipped(site, 44)} dir={dir} style={{ fontSize: 44 }} />
      <div
        style={{
          display: 'flex',
          flexDirection: dir === 'rtl' ? 'row-reverse' : 'row',
          flex: 1,
          alignItems: 'center',
          gap: 44,
          marginTop: 36,
          marginBottom: 36,
          padding: '0 52px',
          borderRadius: 32,
          background: wash,
        }}
      >
        <img src={mark} width={132} height={132} alt="" />
        <div style={{ display: 'flex', flexDirection: 'column', flex: 1, gap: 14 }}>
          <Line
            text={clipped(title, 90)}
            dir={dir}
            style={{ fontSize: widthOf(title) > 24 ? 52 : 64, lineHeight: 1.15, color: ink }}
          />
          {detail !== null && (
            <Line
              text={clipped(detail, 80)}
              dir={dir}
              style={{ fontSize: widthOf(detail) > 42 ? 30 : 34, color: ink }}
            />
          )}
        </div>
      </div>
      <Line text={at} dir={dir} style={{ fontSize: 30, color: soft }} />
    </div>
  );
}

/** A text that breaks where it must. Satori knows one direction: what is read from the right is told it word by word. */
function Line({ text, dir, style }: { text: string; dir: 'ltr' | 'rtl'; style: CSSProperties }) {
  const parts = pieces(text, dir);
  if (dir === 'ltr') return <div style={{ display: 'flex', textWrap: 'balance', ...style }}>{parts}</div>;
  return (
    <div style={{ display: 'flex', flexDirection: 'row-reverse', flexWrap: 'wrap', columnGap: '0.28em', ...style }}>
      {parts.map((part, index) => (
        <div key={index} style={{ display: 'flex', textAlign: 'right' }}>
          {part}
        </div>
      ))}
    </div>
  );
}

/** In letters of Latin: those of East Asia are as wide as two. */
function widthOf(text: string): number {
  return text.length + (text.match(/[\u2e80-\u9fff\uff00-\uffef]/g)?.length ?? 0);
}

function clipped(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}
