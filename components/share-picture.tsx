import { colorsOf, GROUNDS } from './state-colors.ts';
import { stateMark } from './state-mark.ts';
import type { Tone } from './state-words.ts';

export interface SharePictureProps {
  readonly tone: Tone;
  readonly site: string;
  readonly title: string;
  readonly detail: string | null;
  readonly at: string;
}

export const PICTURE_SIZE = { width: 1_200, height: 630 } as const;

/** What programs show beside a shared address: colour, shape and words of the state. Laid out by Satori: flex alone. */
export function SharePicture({ tone, site, title, detail, at }: SharePictureProps) {
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
      <div style={{ display: 'flex', fontSize: 44, color: text }}>{clipped(site, 44)}</div>
      <div
        style={{
          display: 'flex',
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
          <div style={{ display: 'flex', fontSize: title.length > 48 ? 50 : 64, lineHeight: 1.15, color: ink }}>
            {clipped(title, 90)}
          </div>
          {detail !== null && (
            <div style={{ display: 'flex', fontSize: detail.length > 42 ? 30 : 34, color: ink }}>
              {clipped(detail, 80)}
            </div>
          )}
        </div>
      </div>
      <div style={{ display: 'flex', fontSize: 30, color: soft }}>{`As of ${at}`}</div>
    </div>
  );
}

function clipped(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}
