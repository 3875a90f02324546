import { AccountsModule } from '@automna/accounts';
import { LeasesModule } from '@automna/core';
import { OpenClawModule } from '@automna/openclaw';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FlyClient } from './adapters/fly-client.js';
import { FlyPacer } from './adapters/fly-pacing.js';
import { FlyTransport } from './adapters/fly-transport.js';
import { Pause, RealPause } from './adapters/pause.js';
import { MachineEntity } from './persistence/machine.entity.js';
import { MachineStore } from './persistence/machine-store.js';
import { ProvisionStepEntity } from './persistence/provision-step.entity.js';
import { ProvisioningSaga } from './saga/provisioning-saga.js';
import { RunLog } from './saga/run-log.js';
import { AgentChat } from './services/agent-chat.service.js';
import { DesiredMachines } from './services/desired-machine.service.js';
import { LiveMachines } from './services/live-machines.service.js';
import { MachineChanges } from './services/machine-changes.service.js';
import { MachineHolds } from './services/machine-holds.service.js';
import { MachineLease } from './services/machine-lease.service.js';
import { MachineProvisioner } from './services/machine-provisioner.service.js';
import { MachineReports } from './services/machine-reports.service.js';
import { MachineUpdater } from './services/machine-updater.service.js';
import { ProvisionRuns } from './services/provision-runs.service.js';
import { ApplyJob } from './tasks/apply.job.js';
import { ApplyOnChannels, ApplyOnKey, ApplyOnPlan } from './tasks/apply-on-change.js';
import { MachineUpkeepTask } from './tasks/machine-upkeep.task.js';
import { ProvisionJob } from './tasks/provision.job.js';

/** One machine per customer at Fly: set up, kept in line with key, plan and channels, started and looked at. */
@Module({
  imports: [
    TypeOrmModule.forFeature([MachineEntity, ProvisionStepEntity]),
    AccountsModule,
    LeasesModule,
    OpenClawModule,
  ],
  providers: [
    { provide: Pause, useClass: RealPause },
    FlyPacer,
    FlyTransport,
    FlyClient,
    MachineStore,
    RunLog,
    DesiredMachines,
    MachineUpdater,
    MachineHolds,
    MachineLease,
    ProvisioningSaga,
    ProvisionRuns,
    MachineChanges,
    MachineProvisioner,
    LiveMachines,
    MachineReports,
    AgentChat,
    ProvisionJob,
    ApplyJob,
    ApplyOnChannels,
    ApplyOnKey,
    ApplyOnPlan,
    MachineUpkeepTask,
  ],
  exports: [MachineProvisioner, LiveMachines, MachineReports, AgentChat],
})
export class FlyProvisionerModule {}
