import { ApiProperty } from '@nestjs/swagger';
import type { ChannelLoginView } from '../watch/channel-logins.service.js';

const STATES = ['waking', 'scan', 'linked', 'ended'] as const;

/** How far linking a messenger with a code is. */
export class ChannelLoginDto {
  /** `waking`: ask again in a few seconds. `scan`: show `qr`. `ended`: no code is being shown, begin anew. */
  @ApiProperty({ enum: STATES, enumName: 'ChannelLoginState' })
  state!: (typeof STATES)[number];

  /** The code to scan, as a PNG in a data URL; changes every half a minute. Null unless `state` is `scan`. */
  @ApiProperty({ type: String, nullable: true })
  qr!: string | null;
}

export function toChannelLoginDto(view: ChannelLoginView): ChannelLoginDto {
  return { state: view.state, qr: view.state === 'scan' ? view.qr : null };
}
