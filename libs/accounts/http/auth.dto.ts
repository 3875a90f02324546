import { ROLES, type Role } from '@automna/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsEmail, IsString, Length, Matches, MaxLength } from 'class-validator';
import { normaliseEmail } from '../domain/email.js';
import { PASSWORD_LENGTH } from '../domain/password-strength.js';

const Email = (): PropertyDecorator => (target, key) => {
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? normaliseEmail(value) : value))(
    target,
    key,
  );
  IsEmail({}, { message: 'Please give a full e-mail address.' })(target, key);
  MaxLength(254, { message: 'This e-mail address is too long.' })(target, key);
};

const NewPassword = (): PropertyDecorator => (target, key) => {
  IsString({ message: 'Please give a password.' })(target, key);
  const { min, max } = PASSWORD_LENGTH;
  Length(min, max, { message: `Use ${min} to ${max} characters.` })(target, key);
};

const MailedToken = (): PropertyDecorator => (target, key) => {
  IsString({ message: 'The token of the link is missing.' })(target, key);
  MaxLength(200, { message: 'This is not a token of ours.' })(target, key);
};

export class RegisterDto {
  /** Upper and lower case make no difference. */
  @Email()
  email!: string;

  /** 12 to 128 characters. */
  @NewPassword()
  password!: string;

  /** What we may call you. */
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.trim().normalize('NFC') : value,
  )
  @IsString({ message: 'Please tell us your name.' })
  @Length(1, 80, { message: 'Use 1 to 80 characters for your name.' })
  @Matches(/^[^\p{Cc}]*$/u, { message: 'Your name contains characters that cannot be shown.' })
  name!: string;
}

export class LoginDto {
  @Email()
  email!: string;

  @IsString({ message: 'Please give your password.' })
  @MaxLength(128, { message: 'No password of ours is that long.' })
  password!: string;
}

export class ForgotPasswordDto {
  @Email()
  email!: string;
}

export class VerifyEmailDto {
  /** From the link in the mail. */
  @MailedToken()
  token!: string;
}

export class ResetPasswordDto {
  /** From the link in the mail. */
  @MailedToken()
  token!: string;

  /** 12 to 128 characters. */
  @NewPassword()
  password!: string;
}

export class UserDto {
  id!: string;
  email!: string;
  name!: string;

  @ApiProperty({ enum: ROLES, enumName: 'Role' })
  role!: Role;

  emailVerified!: boolean;

  /** ISO 8601. */
  createdAt!: string;
}

export class SessionDto {
  /** Send it as `Authorization: Bearer …`. */
  accessToken!: string;

  /** Seconds until the access token ends; refresh before that. */
  expiresIn!: number;

  user!: UserDto;
}
