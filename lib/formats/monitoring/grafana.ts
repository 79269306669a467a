/**
 * The part of Grafana's dashboard JSON that we write: schema version 41, which Grafana 11.6 and 12 save themselves;
 * 10 reads it, and later ones migrate it.
 */
export const SCHEMA_VERSION = 41;

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

/** The data source that the reader of the dashboard chose. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const;

/** A query of a panel. */
export interface Query {
  readonly expr: string;
  readonly legend?: string;
  /** The value of now alone, instead of a course. Default is false. */
  readonly instant?: boolean;
  /** Rows instead of series. Default is false. */
  readonly table?: boolean;
}

/** A panel before it has its place. Widths are of 24 columns, heights of Grafana's 30-pixel rows. */
export interface PanelSpec {
  readonly type: 'stat' | 'bargauge' | 'state-timeline' | 'timeseries' | 'table' | 'row';
  readonly title: string;
  readonly description?: string;
  readonly w: number;
  readonly h: number;
  readonly queries?: readonly Query[];
  readonly defaults?: JsonObject;
  readonly overrides?: readonly JsonObject[];
  readonly options?: JsonObject;
  readonly transformations?: readonly JsonObject[];
}

/** Panels in their places: from left to right, a new line where the next would not fit. */
export function laidOut(specs: readonly PanelSpec[]): JsonObject[] {
  let x = 0;
  let y = 0;
  let height = 0;
  return specs.map((spec, index) => {
    if (x + spec.w > 24) {
      x = 0;
      y += height;
      height = 0;
    }
    const gridPos = { x, y, w: spec.w, h: spec.h };
    x += spec.w;
    height = Math.max(height, spec.h);
    return panel(spec, index + 1, gridPos);
  });
}

function panel(spec: PanelSpec, id: number, gridPos: JsonObject): JsonObject {
  const { type, title, queries = [] } = spec;
  if (type === 'row') return { id, type, title, gridPos, collapsed: false, panels: [] };
  return {
    id,
    type,
    title,
    description: spec.description ?? '',
    gridPos,
    datasource: DATASOURCE,
    targets: queries.map(target),
    fieldConfig: { defaults: spec.defaults ?? {}, overrides: spec.overrides ?? [] },
    options: spec.options ?? {},
    transformations: spec.transformations ?? [],
  };
}

function target({ expr, legend, instant = false, table = false }: Query, index: number): JsonObject {
  return {
    refId: String.fromCharCode(65 + index),
    datasource: DATASOURCE,
    editorMode: 'code',
    expr,
    legendFormat: legend ?? '__auto',
    instant,
    range: !instant,
    format: table ? 'table' : 'time_series',
  };
}

/** Colours by value: the first is for all below the second. */
export function thresholds(first: string, ...steps: readonly (readonly [number, string])[]): JsonObject {
  const all = [{ color: first, value: null }, ...steps.map(([value, color]) => ({ color, value }))];
  return { mode: 'absolute', steps: all };
}

/** Words and colours for single values. */
export function valueMappings(values: readonly (readonly [number, string, string])[]): Json {
  const options = Object.fromEntries(
    values.map(([value, text, color], index) => [String(value), { text, color, index }]),
  );
  return [{ type: 'value', options }];
}

/** An override of fields that are called so. */
export function override(name: string, properties: JsonObject): JsonObject {
  return {
    matcher: { id: 'byName', options: name },
    properties: Object.entries(properties).map(([id, value]) => ({ id, value })),
  };
}
