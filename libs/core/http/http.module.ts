import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { Draining } from './draining.js';
import { ProblemFilter } from './problem.filter.js';
import { RouteTable } from './route-table.js';
import { validationPipe } from './validation.pipe.js';

/** The global pipe and filter, and what `configureHttp` works with. Global. */
@Global()
@Module({
  providers: [
    RouteTable,
    Draining,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: validationPipe },
  ],
  exports: [RouteTable, Draining],
})
export class HttpModule {}
