import type { SignedIn } from '../services/sessions.service.js';
import type { UserView } from '../services/users.service.js';
import type { SessionDto, UserDto } from './auth.dto.js';

/** Field by field, so that a new column cannot leak. */
export function toUserDto(user: UserView): UserDto {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: user.role,
    emailVerified: user.emailVerifiedAt !== null,
    createdAt: user.createdAt.toISOString(),
  };
}

export function toSessionDto(signedIn: SignedIn): SessionDto {
  const { accessToken, expiresIn, user } = signedIn;
  return { accessToken, expiresIn, user: toUserDto(user) };
}
