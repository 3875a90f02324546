import { AppConfig, AppLogger, configureHttp, createHttpAdapter, setupOpenApi } from '@automna/core';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';

/** The API as an application that is configured but does not listen yet. */
export async function createApp(config: AppConfig): Promise<NestFastifyApplication> {
  const logger = AppLogger.create({ level: config.logLevel });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(config),
    createHttpAdapter(config),
    {
      logger,
      rawBody: true,
      abortOnError: false,
      // Kept back until the start succeeded: a start that fails is explained in one line by `main.ts` instead.
      bufferLogs: true,
      autoFlushLogs: false,
    },
  );
  await configureHttp(app, config);
  setupOpenApi(app);
  return app;
}
