/** Appends an unsigned integer of up to 53 bits, seven bits a byte, lowest first. */
export function writeVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

/**
 * Reads what `writeVarint` wrote. Null when the bytes end within it, when it is longer than it needs to be, or
 * when it exceeds `Number.MAX_SAFE_INTEGER`: each number has one form only.
 */
export function readVarint(bytes: Uint8Array, offset: number): { value: number; next: number } | null {
  let value = 0;
  let scale = 1;
  for (let next = offset; next < bytes.length; next++) {
    const byte = bytes[next] ?? 0;
    value += (byte & 0x7f) * scale;
    if (value > Number.MAX_SAFE_INTEGER) return null;
    if (byte < 0x80) return byte === 0 && next > offset ? null : { value, next: next + 1 };
    scale *= 0x80;
  }
  return null;
}
