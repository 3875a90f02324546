import { Authenticated, CurrentUser, type Principal, Public } from '@automna/core';
import { Body, Controller, Get, HttpCode, HttpStatus, Ip, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EmailVerification } from '../services/email-verification.service.js';
import { PasswordReset } from '../services/password-reset.service.js';
import { Registration } from '../services/registration.service.js';
import { Sessions } from '../services/sessions.service.js';
import { SignIn } from '../services/sign-in.service.js';
import { Users } from '../services/users.service.js';
import {
  ForgotPasswordDto,
  LoginDto,
  RegisterDto,
  ResetPasswordDto,
  SessionDto,
  UserDto,
  VerifyEmailDto,
} from './auth.dto.js';
import { RefreshCookie } from './refresh-cookie.js';
import { toUserDto } from './to-dto.js';

@ApiTags('accounts')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly registration: Registration,
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly verification: EmailVerification,
    private readonly passwordReset: PasswordReset,
    private readonly users: Users,
    private readonly cookie: RefreshCookie,
  ) {}

  /** Opens an account, signs in and mails a link to verify the address. */
  @Post('register')
  @Public('nobody has an account before this')
  async register(
    @Body() body: RegisterDto,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    return this.cookie.hand(reply, await this.registration.register(body, address));
  }

  /** Signs in. The refresh token travels in a cookie. */
  @Post('login')
  @HttpCode(HttpStatus.OK)
  @Public('this is how people sign in')
  async login(
    @Body() body: LoginDto,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    return this.cookie.hand(reply, await this.signIn.signIn(body, address));
  }

  /** A new access token for the refresh cookie, which is replaced. */
  @Post('refresh')
  @HttpCode(HttpStatus.OK)
  @Public('the cookie is the proof')
  refresh(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    return this.cookie.renew(reply, this.sessions.refresh(this.cookie.read(request)));
  }

  /** Ends the session of the refresh cookie. */
  @Post('logout')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Public('signing out must work with an access token that has ended')
  async logout(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.signOut(this.cookie.read(request));
    this.cookie.clear(reply);
  }

  /** Redeems the link of the verification mail. */
  @Post('verify-email')
  @HttpCode(HttpStatus.OK)
  @Public('the link may be opened on another device')
  async verifyEmail(@Body() body: VerifyEmailDto): Promise<UserDto> {
    return toUserDto(await this.verification.confirm(body.token));
  }

  /** Mails the verification link again. */
  @Post('resend-verification')
  @HttpCode(HttpStatus.ACCEPTED)
  @Authenticated()
  resendVerification(@CurrentUser() principal: Principal): Promise<void> {
    return this.verification.resend(principal.userId);
  }

  /** Mails a reset link if the address has an account. The answer is always the same. */
  @Post('forgot-password')
  @HttpCode(HttpStatus.ACCEPTED)
  @Public('whoever forgot the password cannot sign in')
  forgotPassword(@Body() body: ForgotPasswordDto, @Ip() address: string): Promise<void> {
    return this.passwordReset.request(body.email, address);
  }

  /** Sets a new password with the token of the reset mail and ends every session. */
  @Post('reset-password')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Public('the token of the mail is the proof')
  resetPassword(@Body() body: ResetPasswordDto): Promise<void> {
    return this.passwordReset.reset(body.token, body.password);
  }

  /** Who is signed in. */
  @Get('me')
  @Authenticated()
  async me(@CurrentUser() principal: Principal): Promise<UserDto> {
    return toUserDto(await this.users.get(principal.userId));
  }
}
