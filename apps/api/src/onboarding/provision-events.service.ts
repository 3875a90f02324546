import { Injectable, type MessageEvent } from '@nestjs/common';
import {
  type Observable,
  concatMap,
  distinctUntilChanged,
  filter,
  interval,
  map,
  merge,
  share,
  takeUntil,
  takeWhile,
  timer,
} from 'rxjs';
import type { ProvisionDto } from './provision.dto.js';
import { ProvisionService } from './provision.service.js';

/** Read from the database, because the step may be carried out by another process than the one streaming. */
const LOOK_EVERY_MS = 500;
const HEARTBEAT_MS = 15_000;
/** A stream nobody closes ends after this; browsers connect again by themselves. */
const LONGEST_MS = 15 * 60_000;

/** Live progress of a set-up as server-sent events. */
@Injectable()
export class ProvisionEvents {
  constructor(private readonly provision: ProvisionService) {}

  stream(userId: string): Observable<MessageEvent> {
    const status$ = timer(0, LOOK_EVERY_MS).pipe(
      concatMap(() => this.provision.status(userId)),
      distinctUntilChanged((a, b) => JSON.stringify(a) === JSON.stringify(b)),
      takeWhile((status) => status.state !== 'ready', true),
      share(),
    );
    const ended$ = status$.pipe(filter((status) => status.state === 'ready'));
    const heartbeat$ = interval(HEARTBEAT_MS).pipe(
      map((): MessageEvent => ({ type: 'heartbeat', data: '{}' })),
      takeUntil(ended$),
    );
    return merge(status$.pipe(map(toEvent)), heartbeat$).pipe(takeUntil(timer(LONGEST_MS)));
  }
}

function toEvent(status: ProvisionDto): MessageEvent {
  return { type: 'provision', data: status };
}
