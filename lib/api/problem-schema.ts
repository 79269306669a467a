import * as z from 'zod';

/** Why a request was not answered as asked: RFC 9457, with members of ours that list what there is. */
export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    instance: z.string().optional().meta({ description: 'The path of the request.' }),
    formats: z.array(z.string()).optional(),
    mediaTypes: z.array(z.string()).optional(),
    ranges: z.array(z.string()).optional(),
    statuses: z.array(z.string()).optional(),
    checks: z.array(z.string()).optional().meta({ description: 'The checks that can be asked for.' }),
    groups: z.array(z.string()).optional().meta({ description: 'The groups that can be asked for.' }),
    errors: z
      .array(
        z.object({
          pointer: z.string().meta({ description: 'RFC 6901, into the body of the request.' }),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ description: 'Why a request was not answered as asked (RFC 9457).' });
