import { email, maxLength, minLength, required, schema } from '@angular/forms/signals';

/** The limits of the server, said to the person before the server has to. */
export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 128;

export interface LoginForm {
  email: string;
  password: string;
}

export interface RegisterForm extends LoginForm {
  name: string;
}

export const loginSchema = schema<LoginForm>((path) => {
  required(path.email, { message: 'Enter your email address.' });
  email(path.email, { message: 'This does not look like an email address.' });
  required(path.password, { message: 'Enter your password.' });
});

export const registerSchema = schema<RegisterForm>((path) => {
  required(path.name, { message: 'Tell us what to call you.' });
  maxLength(path.name, 80, { message: 'Use 80 characters at most.' });
  required(path.email, { message: 'Enter your email address.' });
  email(path.email, { message: 'This does not look like an email address.' });
  required(path.password, { message: 'Choose a password.' });
  minLength(path.password, PASSWORD_MIN, { message: `Use at least ${PASSWORD_MIN} characters.` });
  maxLength(path.password, PASSWORD_MAX, { message: `Use ${PASSWORD_MAX} characters at most.` });
});

export const forgotSchema = schema<{ email: string }>((path) => {
  required(path.email, { message: 'Enter your email address.' });
  email(path.email, { message: 'This does not look like an email address.' });
});

export const resetSchema = schema<{ password: string }>((path) => {
  required(path.password, { message: 'Choose a new password.' });
  minLength(path.password, PASSWORD_MIN, { message: `Use at least ${PASSWORD_MIN} characters.` });
  maxLength(path.password, PASSWORD_MAX, { message: `Use ${PASSWORD_MAX} characters at most.` });
});
