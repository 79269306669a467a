import * as z from 'zod';
import { COMPONENTS, inputs, outputs } from './components.ts';
import { isList } from './query.ts';
import {
  METHODS,
  REQUEST_HEADERS,
  RESPONSE_HEADERS,
  TAGS,
  type Answer,
  type Operation,
  type PathItem,
  type Paths,
  type RequestHeader,
} from './operation.ts';
import { problemSchema } from './problem-schema.ts';
import { PROBLEM_CONTENT_TYPE } from '../formats/problem.ts';

type Json = Record<string, unknown>;

const SECURITY: Readonly<Record<Operation['needs'], readonly Json[]>> = {
  open: [],
  // An empty requirement: it may go without.
  public: [{}, { adminToken: [] }, { metricsToken: [] }, { metricsPassword: [] }],
  metrics: [{}, { adminToken: [] }, { metricsToken: [] }, { metricsPassword: [] }],
  admin: [{ adminToken: [] }],
};

/** The OpenAPI 3.1 document of these paths. */
export function openApiDocument(paths: Paths, version: string): Json {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Allswell',
      version,
      summary: 'A status page that runs its own health checks.',
      description:
        'Times are `YYYY-MM-DDTHH:mm:ss.sssZ`, durations are seconds. `HEAD` is answered wherever `GET` is, and `OPTIONS` ' +
        'tells the methods of a path. Where a metrics credential is configured, what tells health wants it; everything ' +
        'that writes wants the admin token. Reading is open to pages of every origin.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, pathItem(item)])),
    components: {
      schemas: schemas(),
      securitySchemes: {
        adminToken: { type: 'http', scheme: 'bearer', description: '`ALLSWELL_ADMIN_TOKEN`' },
        metricsToken: { type: 'http', scheme: 'bearer', description: '`ALLSWELL_METRICS_TOKEN`' },
        metricsPassword: {
          type: 'http',
          scheme: 'basic',
          description: '`ALLSWELL_METRICS_USERNAME` and `ALLSWELL_METRICS_PASSWORD`',
        },
      },
    },
  };
}

function pathItem(item: PathItem): Json {
  const parameters = Object.entries(item.parameters ?? {}).map(([name, schema]) => ({
    name,
    in: 'path',
    required: true,
    ...described(schema),
  }));
  return {
    ...(parameters.length === 0 ? {} : { parameters }),
    ...Object.fromEntries(
      METHODS.flatMap((method) => {
        const operation = item[method];
        return operation === undefined ? [] : [[method, operationObject(operation)]];
      }),
    ),
  };
}

function operationObject(operation: Operation): Json {
  const { id, tag, summary, description, needs, query, headers = [], body, answers } = operation;
  const parameters = [
    ...Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      required: false,
      ...described(schema as z.ZodType),
      ...(isList(schema) ? { style: 'form', explode: true } : {}),
    })),
    ...headers.filter(isParameter).map((name) => ({
      name,
      in: 'header',
      required: false,
      description: REQUEST_HEADERS[name],
      schema: { type: 'string' },
    })),
  ];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: SECURITY[needs],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: requestBody(body, query === undefined) }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, responseObject(answer)])),
      default: responseObject({
        description: 'Any other refusal.',
        content: { [PROBLEM_CONTENT_TYPE]: problemSchema },
      }),
    },
  };
}

/** OpenAPI takes no parameter of this name: the media types of the answers say it. */
function isParameter(name: RequestHeader): boolean {
  return name !== 'Accept';
}

/** `needed`: nothing else can say what it says. */
function requestBody({ schema, example }: NonNullable<Operation['body']>, needed: boolean): Json {
  return {
    required: needed && !schema.safeParse({}).success,
    content: { 'application/json': { schema: reference(schema), example } },
  };
}

function responseObject({ description, content = {}, headers = [], example }: Answer): Json {
  return {
    description,
    ...(headers.length === 0
      ? {}
      : {
          headers: Object.fromEntries(
            headers.map((name) => [name, { description: RESPONSE_HEADERS[name], schema: { type: 'string' } }]),
          ),
        }),
    ...(Object.keys(content).length === 0
      ? {}
      : {
          content: Object.fromEntries(
            Object.entries(content).map(([type, schema], index) => [
              type,
              {
                schema: schema === null ? { type: 'string' } : reference(schema),
                ...(index === 0 && example !== undefined ? { example } : {}),
              },
            ]),
          ),
        }),
  };
}

/** A parameter's schema, and what stands beside it. */
function described(schema: z.ZodType): Json {
  const { description, ...rest } = bare(z.toJSONSchema(schema, { io: 'input' }));
  // As it is written in a query, a default is a choice that need not be made.
  return { ...(description === undefined ? {} : { description }), schema: rest };
}

function reference(schema: z.ZodType): Json {
  const id = (outputs.get(schema) ?? inputs.get(schema))?.id;
  if (id === undefined) throw new Error('a body of the API has no name among the components');
  return { $ref: `#/components/schemas/${id}` };
}

/** What is answered as it comes out, what is taken as it goes in. */
function schemas(): Json {
  const uri = (id: string) => `#/components/schemas/${id}`;
  const all = {
    ...z.toJSONSchema(outputs, { uri, io: 'output' }).schemas,
    ...z.toJSONSchema(inputs, { uri, io: 'input' }).schemas,
  };
  return Object.fromEntries(COMPONENTS.map((name) => [name, bare(all[name] ?? {})]));
}

/** Without what says that it stands alone. */
function bare(schema: object): Json {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema' && name !== '$id'));
}
