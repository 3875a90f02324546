import { HttpClient, type HttpResourceRef, httpResource } from '@angular/common/http';
import { Service, type Signal, computed, inject, signal } from '@angular/core';
import type { AddChannelDto, ChannelDto, ChannelLoginDto, ChannelsDto } from '@automna/api-client';
import { firstValueFrom } from 'rxjs';

/** The ways to talk to the agent. */
@Service()
export class ChannelsClient {
  private readonly http = inject(HttpClient);
  /** Counts what this tab changed, so that everybody who shows channels reads them again. */
  private readonly changes = signal(0);

  /** Reads channels, limit and the kinds on offer; call in an injection context. */
  channels(): HttpResourceRef<ChannelsDto | undefined> {
    return httpResource<ChannelsDto>(() => '/api/user/channels');
  }

  /** Whether there is a web chat to go to; asks only while `wanted`. Call in an injection context. */
  webChat(wanted: () => boolean): Signal<boolean> {
    const resource = httpResource<ChannelsDto>(() => {
      this.changes();
      return wanted() ? '/api/user/channels' : undefined;
    });
    return computed(() => wanted() && resource.hasValue() && hasWebChat(resource.value()));
  }

  async add(channel: AddChannelDto): Promise<ChannelDto> {
    const added = await firstValueFrom(this.http.post<ChannelDto>('/api/user/channels', channel));
    this.changes.update((count) => count + 1);
    return added;
  }

  /** Asks the agent for a code to scan, waking it if need be. Asking again shows the code that is valid then. */
  startLogin(id: string): Promise<ChannelLoginDto> {
    return firstValueFrom(this.http.post<ChannelLoginDto>(loginUrl(id), null));
  }

  /** How far the scanning is. Wakes nobody and begins nothing. */
  login(id: string): Promise<ChannelLoginDto> {
    return firstValueFrom(this.http.get<ChannelLoginDto>(loginUrl(id)));
  }

  /** From now on the agent listens to this person there, and to nobody else. */
  async setOwner(id: string, ownerId: string): Promise<ChannelDto> {
    const url = `/api/user/channels/${encodeURIComponent(id)}/owner`;
    const channel = await firstValueFrom(this.http.put<ChannelDto>(url, { ownerId }));
    this.changes.update((count) => count + 1);
    return channel;
  }

  /** The channel waits with its token; another one may take its place. */
  pause(id: string): Promise<ChannelDto> {
    return this.switch(id, 'pause');
  }

  /** Puts a waiting channel to work again, when the plan has room for it. */
  resume(id: string): Promise<ChannelDto> {
    return this.switch(id, 'resume');
  }

  async remove(id: string): Promise<void> {
    await firstValueFrom(this.http.delete(`/api/user/channels/${encodeURIComponent(id)}`));
    this.changes.update((count) => count + 1);
  }

  private async switch(id: string, action: 'pause' | 'resume'): Promise<ChannelDto> {
    const url = `/api/user/channels/${encodeURIComponent(id)}/${action}`;
    const channel = await firstValueFrom(this.http.post<ChannelDto>(url, null));
    this.changes.update((count) => count + 1);
    return channel;
  }
}

function loginUrl(id: string): string {
  return `/api/user/channels/${encodeURIComponent(id)}/login`;
}

/** Whether it waits for a code to be scanned with a phone. */
export function waitsForScan({ kind, status }: ChannelDto): boolean {
  return kind === 'whatsapp' && status === 'connecting';
}

/** Whether the agent can be talked to in the browser. */
export function hasWebChat({ channels }: ChannelsDto): boolean {
  return channels.some(({ kind, status }) => kind === 'web' && status === 'active');
}
