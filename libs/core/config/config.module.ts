import { type DynamicModule, Module } from '@nestjs/common';
import { Clock, ShiftableClock, SystemClock } from '../clock/exports.js';
import { SecretBox } from '../crypto/exports.js';
import { AppConfig } from './app-config.js';

/** The things without which nothing runs: settings, the clock and the crypto box. Global. */
@Module({})
export class ConfigModule {
  static forRoot(config: AppConfig): DynamicModule {
    const clock = config.profile === 'sandbox' ? new ShiftableClock() : new SystemClock();
    return {
      module: ConfigModule,
      global: true,
      providers: [
        { provide: AppConfig, useValue: config },
        { provide: Clock, useValue: clock },
        { provide: SecretBox, useValue: new SecretBox(config.masterKeys()) },
      ],
      exports: [AppConfig, Clock, SecretBox],
    };
  }
}
