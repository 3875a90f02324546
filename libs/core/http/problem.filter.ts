import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  Injectable,
  NotFoundException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DomainError } from '../errors/exports.js';
import { AppLogger } from '../logging/app-logger.js';
import { RouteTable } from './route-table.js';
import { sendProblem } from './send-problem.js';
import { toDomainError } from './to-domain-error.js';

/** The one place that turns failures into RFC 9457 problems. Nothing unexpected reaches the answer, only the log. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: AppLogger,
    private readonly routes: RouteTable,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const unknownRoute = request.is404 && exception instanceof NotFoundException;
    const error = unknownRoute ? this.routes.missing(request) : toDomainError(exception);
    request.problem = error;
    if (error.severity === 'error') this.report(error, request);
    // A stream that has begun (SSE) cannot change its status any more; ending it makes the client reconnect.
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.end();
      return;
    }
    sendProblem(error, request, reply);
  }

  private report(error: DomainError, request: FastifyRequest): void {
    this.logger.error({
      message: error.errorCode === 'internal_error' ? 'Request failed unexpectedly' : error.message,
      errorCode: error.errorCode,
      requestId: request.id,
      route: request.routeOptions.url,
      err: error.options.cause ?? error,
    });
  }
}
