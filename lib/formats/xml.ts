/** Text for an XML or HTML element: escaped once, without what XML 1.0 cannot hold. */
export function escapeXml(text: string): string {
  return legalText(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Text for an XML or HTML attribute in double quotes. */
export function escapeAttribute(text: string): string {
  return escapeXml(text).replaceAll('"', '&quot;');
}

/** Text for one line of a feed: a title or a name. Line ends and runs of white space become one space. */
export function oneLine(text: string): string {
  return legalText(text)
    .replaceAll(/[\s\u2028\u2029]+/g, ' ')
    .trim();
}

/**
 * Without the control characters of C0 and C1, lone surrogates, non-characters and the sign for a broken one: XML 1.0
 * forbids most of them, and validators of feeds and of the HTML in them complain of the rest. White space stays, line
 * ends as `\n`: a parser of XML reads no others.
 */
export function legalText(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(/(?![\t\n])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\uFFFD]/gu, '');
}
