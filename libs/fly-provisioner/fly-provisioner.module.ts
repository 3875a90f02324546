import { AccountsModule } from '@automna/accounts';
import { AppConfig, LeasesModule } from '@automna/core';
import { OpenClawModule } from '@automna/openclaw';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FleetSettings } from './adapters/fleet-settings.js';
import { FlyClient } from './adapters/fly-client.js';
import { FlyExec } from './adapters/fly-exec.js';
import { FlyInventory } from './adapters/fly-inventory.js';
import { FlyPacer } from './adapters/fly-pacing.js';
import { FlyRemoval } from './adapters/fly-removal.js';
import { FlyTransport } from './adapters/fly-transport.js';
import { Pause, RealPause } from './adapters/pause.js';
import { FLEET_ENTITIES, FLEET_EXPORTS, FLEET_PROVIDERS } from './fleet/providers.js';
import { ChannelLoginController } from './http/channel-login.controller.js';
import { MachineEntity } from './persistence/machine.entity.js';
import { MachineObservationEntity } from './persistence/machine-observation.entity.js';
import { MachineStore } from './persistence/machine-store.js';
import { ObservationStore } from './persistence/observation-store.js';
import { ProvisionStepEntity } from './persistence/provision-step.entity.js';
import { ProvisioningSaga } from './saga/provisioning-saga.js';
import { RunLog } from './saga/run-log.js';
import { AgentChat } from './services/agent-chat.service.js';
import { DesiredMachines } from './services/desired-machine.service.js';
import { LiveMachines } from './services/live-machines.service.js';
import { MachineControls } from './services/machine-controls.service.js';
import { MachineChanges } from './services/machine-changes.service.js';
import { MachineHolds } from './services/machine-holds.service.js';
import { MachineLease } from './services/machine-lease.service.js';
import { MachineProofs } from './services/machine-proofs.service.js';
import { MachineProvisioner } from './services/machine-provisioner.service.js';
import { MachineReports } from './services/machine-reports.service.js';
import { MachineUpdater } from './services/machine-updater.service.js';
import { ProvisionRuns } from './services/provision-runs.service.js';
import { ApplyJob } from './tasks/apply.job.js';
import { ApplyOnChannels, ApplyOnKey, ApplyOnPlan } from './tasks/apply-on-change.js';
import { MachineUpkeepTask } from './tasks/machine-upkeep.task.js';
import { ProveJob } from './tasks/prove.job.js';
import { ProvisionJob } from './tasks/provision.job.js';
import { AgentUsage } from './watch/agent-usage.service.js';
import { WATCH_PROVIDERS } from './watch/providers.js';

/** One machine per customer at Fly: set up, kept in line with key, plan and channels, started and looked at. */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      ...FLEET_ENTITIES,
      MachineEntity,
      MachineObservationEntity,
      ProvisionStepEntity,
    ]),
    AccountsModule,
    LeasesModule,
    OpenClawModule,
  ],
  controllers: [ChannelLoginController],
  providers: [
    { provide: Pause, useClass: RealPause },
    FlyPacer,
    FlyTransport,
    { provide: FleetSettings, useFactory: ({ fly }: AppConfig) => fly, inject: [AppConfig] },
    FlyClient,
    FlyInventory,
    FlyRemoval,
    FlyExec,
    MachineStore,
    ObservationStore,
    RunLog,
    DesiredMachines,
    MachineUpdater,
    MachineHolds,
    MachineLease,
    ProvisioningSaga,
    ProvisionRuns,
    MachineChanges,
    MachineProofs,
    MachineProvisioner,
    LiveMachines,
    MachineControls,
    MachineReports,
    AgentChat,
    ProvisionJob,
    ApplyJob,
    ProveJob,
    ApplyOnChannels,
    ApplyOnKey,
    ApplyOnPlan,
    MachineUpkeepTask,
    ...FLEET_PROVIDERS,
    ...WATCH_PROVIDERS,
  ],
  exports: [
    ...FLEET_EXPORTS,
    MachineProvisioner,
    LiveMachines,
    MachineControls,
    MachineReports,
    AgentChat,
    AgentUsage,
  ],
})
export class FlyProvisionerModule {}
