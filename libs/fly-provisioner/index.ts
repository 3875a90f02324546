export { type Hold, HOLDS } from './domain/hold.js';
export { LIVE_STATES, type LifecycleState, type LiveState } from './domain/lifecycle.js';
export type { ProvisionStepView, ProvisionView } from './domain/provision-view.js';
export { STEP_IDS, STEP_STATES, type StepId, type StepState } from './domain/steps.js';
export { ChatError, MachineError } from './fly-provisioner.errors.js';
export { FlyProvisionerModule } from './fly-provisioner.module.js';
export { gatewayTokenAad, MachineEntity } from './persistence/machine.entity.js';
export { ProvisionStepEntity } from './persistence/provision-step.entity.js';
export { MACHINE_KEY_SOURCE, type MachineKeySource } from './ports.js';
export { AgentChat } from './services/agent-chat.service.js';
export { LiveMachines, type MachineView } from './services/live-machines.service.js';
export { MachineControls } from './services/machine-controls.service.js';
export { MachineProvisioner } from './services/machine-provisioner.service.js';
export { MachineReports, type StaffMachine } from './services/machine-reports.service.js';
export { FLEET_FINDING_KINDS, FLEET_REPAIRS, ORPHAN_KINDS } from './domain/findings.js';
export type { FleetFindingKind, FleetRepair, OrphanKind } from './domain/findings.js';
export type { FleetCounts, FleetMode, FleetRunState, FleetTrigger } from './domain/fleet-run.js';
export { LIFECYCLE_STATES } from './domain/lifecycle.js';
export { Deletions } from './fleet/deletions.service.js';
export { FleetReconcile, type FleetOptions, type FleetReport } from './fleet/fleet-reconcile.service.js';
export { type FleetMachine, FleetReports, type FleetReportsFilter } from './fleet/fleet-reports.service.js';
export { FleetRuns } from './fleet/fleet-runs.service.js';
export { type Decision, Orphans } from './fleet/orphans.service.js';
export type { DeletionEntity as Deletion } from './persistence/deletion.entity.js';
export type { FleetFindingEntity as FoundDrift } from './persistence/fleet-finding.entity.js';
export type { FleetRunEntity as FleetRun } from './persistence/fleet-run.entity.js';
export {
  ORPHAN_STATES,
  type OrphanEntity as FlyOrphan,
  type OrphanState,
} from './persistence/orphan.entity.js';
export {
  KEY_TROUBLES,
  type KeyTrouble,
  MachineObservationEntity,
  type UsageCount,
} from './persistence/machine-observation.entity.js';
export { AgentUsage, type AgentUsageView, type AgentView } from './watch/agent-usage.service.js';
export { USAGE_DAYS } from './watch/usage-watch.service.js';
