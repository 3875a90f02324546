import { Module } from '@nestjs/common';
import { ServiceUsage } from './usage.service.js';

@Module({ providers: [ServiceUsage], exports: [ServiceUsage] })
export class ServiceLimitsModule {}
