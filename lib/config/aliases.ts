import { isAlias, visit, type Document } from 'yaml';

/** What each alias of a document stands for; undefined where no anchor of its name stands before it. */
export type AliasTargets = ReadonlyMap<unknown, unknown>;

/** Finds them in one pass: the parser's own look-up reads the document anew for each. */
export function aliasTargets(document: Document.Parsed): AliasTargets {
  const anchors = new Map<string, unknown>();
  const targets = new Map<unknown, unknown>();
  visit(document, {
    Alias: (_key, alias) => void targets.set(alias, anchors.get(alias.source)),
    Value: (_key, value) => {
      if (!isAlias(value) && value.anchor !== undefined) anchors.set(value.anchor, value);
    },
  });
  return targets;
}
