import { randomBytes } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const CHARACTERS = `${LETTERS}0123456789`;

/** A random id: 12 characters of [a-z0-9], the first a letter; 61 bits of chance. */
export function randomId(): string {
  const id: string[] = [];
  while (id.length < 12)
    for (const byte of randomBytes(24)) {
      const from = id.length === 0 ? LETTERS : CHARACTERS;
      // Bytes above the last whole multiple would make the first characters likelier than the others.
      if (byte < 256 - (256 % from.length) && id.length < 12) id.push(from.charAt(byte % from.length));
    }
  return id.join('');
}
