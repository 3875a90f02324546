import { SealedColumn, type SealedColumnOptions, type SealedPlace } from '@automna/byok';
import { SecretBox } from '@automna/core';
import { gatewayTokenAad } from '@automna/fly-provisioner';
import { mailAad } from '@automna/notifications';
import { channelTokenAad } from '@automna/openclaw';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/**
 * What else in the house is sealed by the master key, beside the vault. Each room says what it binds a value
 * to; a line that is wrong opens nothing, changes nothing, and makes the rotation fail loudly.
 */
export const SEALED_COLUMNS: readonly SealedColumnOptions[] = [
  {
    name: 'channel tokens',
    table: 'channels',
    column: 'token',
    columns: ['user_id'],
    aad: ({ user_id: userId, id }) => channelTokenAad(String(userId), String(id)),
  },
  {
    name: 'gateway tokens',
    table: 'machines',
    column: 'gateway_token',
    columns: ['user_id'],
    aad: ({ user_id: userId, id }) => gatewayTokenAad({ userId: String(userId), id: String(id) }),
  },
  {
    name: 'letters to be sent',
    table: 'mails',
    column: 'data',
    aad: ({ id }) => mailAad(String(id)),
  },
];

/** Everything sealed outside the vault, for a rotation of the master key. */
@Injectable()
export class SealedPlaces {
  readonly all: readonly SealedPlace[];

  constructor(box: SecretBox, database: DataSource) {
    this.all = SEALED_COLUMNS.map((options) => new SealedColumn(box, database, options));
  }
}
