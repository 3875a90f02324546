import { FleetMirror } from '../persistence/fleet-mirror.js';
import { DeletionEntity } from '../persistence/deletion.entity.js';
import { FleetFindingEntity } from '../persistence/fleet-finding.entity.js';
import { FleetRunEntity } from '../persistence/fleet-run.entity.js';
import { OrphanEntity } from '../persistence/orphan.entity.js';
import { DeletionJob } from '../tasks/deletion.job.js';
import { FleetJob } from '../tasks/fleet.job.js';
import { FleetTask } from '../tasks/fleet.task.js';
import { RemoveWithAccount } from '../tasks/remove-with-account.js';
import { Adoption } from './adoption.service.js';
import { CloseLook } from './close-look.service.js';
import { DeletionRunner } from './deletion-runner.service.js';
import { Deletions } from './deletions.service.js';
import { FleetListing } from './fleet-listing.service.js';
import { FleetReconcile } from './fleet-reconcile.service.js';
import { FleetRepair } from './fleet-repair.service.js';
import { FleetReports } from './fleet-reports.service.js';
import { FleetRows } from './fleet-rows.js';
import { FleetRuns } from './fleet-runs.service.js';
import { Orphans } from './orphans.service.js';
import { Removal } from './removal.service.js';

/** The part of the room that looks at all machines at once, and ends what has to end. */
export const FLEET_ENTITIES = [DeletionEntity, FleetFindingEntity, FleetRunEntity, OrphanEntity];

export const FLEET_EXPORTS = [Deletions, FleetReconcile, FleetReports, FleetRuns, Orphans];

export const FLEET_PROVIDERS = [
  ...FLEET_EXPORTS,
  Adoption,
  CloseLook,
  DeletionJob,
  DeletionRunner,
  FleetJob,
  FleetListing,
  FleetMirror,
  FleetRepair,
  FleetRows,
  FleetTask,
  Removal,
  RemoveWithAccount,
];
