import { Global, Module } from '@nestjs/common';
import { AppConfig } from '../config/exports.js';
import { AppLogger } from './app-logger.js';

/** Provides {@link AppLogger} everywhere. Global. */
@Global()
@Module({
  providers: [
    {
      provide: AppLogger,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => AppLogger.create({ level: config.logLevel }),
    },
  ],
  exports: [AppLogger],
})
export class LoggingModule {}
