/** A YAML scalar in double quotes, safe whatever the text holds. */
export function quoted(text: string): string {
  // JSON's strings are YAML's, apart from characters that YAML does not count as printable.
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Text that Go's templates, which Prometheus expands in annotations, leave as it is. */
export function templateText(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}
