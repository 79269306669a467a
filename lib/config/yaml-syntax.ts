import type { ErrorCode } from 'yaml';

/** What the YAML parser found, in words of ours: its own quote the text, and that may be a credential. */
export const SYNTAX: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'must be valid YAML: an alias takes no anchor and no tag',
  BAD_ALIAS: 'must be valid YAML: an alias or anchor needs a name that does not end with a colon',
  BAD_COLLECTION_TYPE: 'must be valid YAML: the tag does not fit the value',
  BAD_DIRECTIVE: 'must be valid YAML: unknown directive',
  BAD_DQ_ESCAPE: 'must be valid YAML: unknown escape in a double-quoted text',
  BAD_INDENT: 'must be valid YAML: wrong indentation, or a bracket that is not closed',
  BAD_PROP_ORDER: 'must be valid YAML: an anchor or tag stands in the wrong place',
  BAD_SCALAR_START: 'must be valid YAML: a text that begins so must be in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'must be valid YAML: a mapping cannot begin on the line of another one’s key',
  BLOCK_IN_FLOW: 'must be valid YAML: no indented block inside [ ] or { }',
  DUPLICATE_KEY: 'must be valid YAML: a key must stand only once in its mapping',
  IMPOSSIBLE: 'must be valid YAML',
  KEY_OVER_1024_CHARS: 'must be valid YAML: a key has at most 1024 characters',
  MISSING_CHAR: 'must be valid YAML: a closing quote, bracket, comma, colon or space is missing',
  MULTILINE_IMPLICIT_KEY: 'must be valid YAML: a key must end on its line (a colon may be missing)',
  MULTIPLE_ANCHORS: 'must be valid YAML: a value takes one anchor',
  MULTIPLE_DOCS: 'must be one YAML document',
  MULTIPLE_TAGS: 'must be valid YAML: a value takes one tag',
  NON_STRING_KEY: 'must be valid YAML: a key must be text',
  RESOURCE_EXHAUSTION: 'must not be nested so deep',
  TAB_AS_INDENT: 'must be valid YAML: indent with spaces, not with tabs',
  TAG_RESOLVE_FAILED: 'must be valid YAML: a tag that is not known here, or does not fit its value',
  UNEXPECTED_TOKEN: 'must be valid YAML: unexpected text',
};
