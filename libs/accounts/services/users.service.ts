import type { Role } from '@automna/contracts';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, LessThan, type Repository } from 'typeorm';
import { AccountError } from '../accounts.errors.js';
import { normaliseEmail } from '../domain/email.js';
import { UserEntity } from '../persistence/user.entity.js';

/** A person as other rooms see them: never the password hash. */
export interface UserView {
  id: string;
  email: string;
  name: string;
  role: Role;
  emailVerifiedAt: Date | null;
  /** When the end of the account was asked for; null while it stays. */
  deletionRequestedAt: Date | null;
  /** Until then it can be kept, and everything works as before. */
  deletionDueAt: Date | null;
  /** A day after that the name and address are those of nobody. */
  closedAt: Date | null;
  createdAt: Date;
}

export interface UserPage {
  items: UserView[];
  /** Hand it back as `cursor` for the next page; `null` on the last one. */
  nextCursor: string | null;
}

/** Looks people up. */
@Injectable()
export class Users {
  constructor(@InjectRepository(UserEntity) private readonly users: Repository<UserEntity>) {}

  /** @throws AccountError customer_not_found */
  async get(userId: string): Promise<UserView> {
    const user = await this.users.findOneBy({ id: userId });
    if (!user) throw new AccountError('customer_not_found');
    return toUserView(user);
  }

  /** Several at once, by id; whom there is not is missing. */
  async ofIds(ids: readonly string[]): Promise<Map<string, UserView>> {
    const found = await this.users.findBy({ id: In([...new Set(ids)]) });
    return new Map(found.map((user) => [user.id, toUserView(user)]));
  }

  /** By address in any spelling. */
  async findByEmail(email: string): Promise<UserView | null> {
    const user = await this.users.findOneBy({ email: normaliseEmail(email) });
    return user && toUserView(user);
  }

  /** People whose address or name contains `query` (all of them when empty), newest first. */
  async search(
    query: string,
    page: { limit: number; cursor?: string | null; roles?: readonly Role[] },
  ): Promise<UserPage> {
    const find = this.users
      .createQueryBuilder('user')
      .orderBy('user.id', 'DESC')
      .take(page.limit + 1);
    const text = query.trim();
    if (text !== '') {
      find.where(`(user.email LIKE :email ESCAPE '\\' OR user.name LIKE :name ESCAPE '\\')`, {
        email: contains(normaliseEmail(text)),
        name: contains(text),
      });
    }
    if (page.roles) find.andWhere('user.role IN (:...roles)', { roles: page.roles });
    if (page.cursor) find.andWhere({ id: LessThan(page.cursor) });
    const found = await find.getMany();
    const items = found.slice(0, page.limit).map(toUserView);
    return { items, nextCursor: found.length > page.limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** How many people there are, of one role when given. */
  count(role?: Role): Promise<number> {
    return role ? this.users.countBy({ role }) : this.users.count();
  }
}

export function toUserView(user: UserEntity): UserView {
  const { id, email, name, role, emailVerifiedAt, createdAt } = user;
  const { deletionRequestedAt, deletionDueAt, closedAt } = user;
  return {
    ...{ id, email, name, role, emailVerifiedAt, createdAt },
    ...{ deletionRequestedAt, deletionDueAt, closedAt },
  };
}

/** A LIKE pattern for "contains", with the pattern's own characters taken literally. */
function contains(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
