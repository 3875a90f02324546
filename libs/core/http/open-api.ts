import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, getSchemaPath, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemDto } from './problem.dto.js';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** The API's OpenAPI document. Operation ids are method names, so that client functions read well. */
export function buildOpenApi(app: NestFastifyApplication): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setTitle('Automna')
    .setDescription('The API of Automna. Failures are RFC 9457 problems with a stable `errorCode`.')
    .setVersion('1')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, settings, {
    operationIdFactory: (_controller, method) => method,
    extraModels: [ProblemDto],
  });
  describeProblems(document);
  return document;
}

/** Serves the documentation at `/api/docs` and the document at `/api/openapi.json`. Call after `app.init()` is set up. */
export function setupOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('api/docs', app, () => buildOpenApi(app), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
    customSiteTitle: 'Automna API',
    // The validator badge would ask an outside service about our document.
    swaggerOptions: { validatorUrl: null, persistAuthorization: false },
  });
}

/** Every operation may answer a problem; two operations of one name would overwrite each other in the client. */
function describeProblems(document: OpenAPIObject): void {
  const seen = new Map<string, string>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      const id = operation.operationId ?? '';
      const place = `${method.toUpperCase()} ${path}`;
      const other = seen.get(id);
      if (other)
        throw new Error(`Two operations are called "${id}": ${other} and ${place}. Rename one method.`);
      seen.set(id, place);
      operation.responses['default'] ??= {
        description: 'The request failed',
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
      };
    }
  }
}
