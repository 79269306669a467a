import * as z from 'zod';

/** Text for people, on one line. */
export function line(max: number) {
  const rule = `must be text on one line, of 1 to ${max} characters`;
  return z
    .string({ error: rule })
    .regex(new RegExp(`^(?=.*\\S)[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,${max}}$`), { error: rule })
    .refine(isWellFormed, { error: rule });
}

/** Half a surrogate pair, which YAML can escape, is no text: it could not be sent as it is. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
