// Apart from what draws the days (`day-shapes.ts`): browsers get these alone.

/** Days in the bars; each is a stripe of `STRIPE` in a pitch of `PITCH`, `HEIGHT` high. */
export const DAYS = 90;
export const PITCH = 6;
export const STRIPE = 4;
export const HEIGHT = 28;

/** What a stripe can show beside `up`, in the order in which it is stacked from the bottom. */
export const KINDS = ['down', 'degraded', 'maintenance', 'none'] as const;
export type Kind = (typeof KINDS)[number];

/** The letters of `marks`. */
export const LETTERS: Record<Kind, string> = { down: 'd', degraded: 'g', maintenance: 'm', none: 'n' };
