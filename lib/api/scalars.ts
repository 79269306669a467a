import * as z from 'zod';
import { CHECK_ID, CODES, STATES, type Code } from '../model.ts';

/** An instant as it is answered. */
export const instant = z.iso.datetime({ precision: 3 }).meta({ description: 'UTC, to the millisecond.' });
export const instantOrNull = instant.nullable();

/** Seconds, where they could be measured. */
export const seconds = z.number().nonnegative();
export const secondsOrNull = seconds.nullable();
/** From 0 to 1; null without data. */
export const ratioOrNull = z.number().min(0).max(1).nullable();
export const count = z.int().nonnegative();

export const checkId = z.string().regex(CHECK_ID).meta({ description: 'The id of a check.' });
export const state = z.enum(STATES);
export const code = z.enum(Object.keys(CODES) as [Code, ...Code[]]);
