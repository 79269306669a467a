/** RFC 8259, 9 lets a reader set a limit; real documents stay far below it. */
export const DEEPEST_JSON = 200;

/** A document of a target, or why it is none. */
export function parseJson(text: string): { readonly value: unknown } | { readonly problem: string } {
  // Before parsing, which is slow for what is nested without end.
  if (depthOf(text) > DEEPEST_JSON) return { problem: `body is JSON nested deeper than ${DEEPEST_JSON} levels` };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { problem: 'body is not JSON' };
  }
}

/** How many brackets are open at most, those in strings aside. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth--;
  }
  return deepest;
}
