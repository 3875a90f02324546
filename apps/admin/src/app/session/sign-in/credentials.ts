import { email, required, schema } from '@angular/forms/signals';
import type { LoginDto } from '@automna/api-client';

/** Only what can be told without asking; whether the pair is right is the API's answer. */
export const credentialsSchema = schema<LoginDto>((path) => {
  required(path.email, { message: 'Enter your work e-mail address.' });
  email(path.email, { message: 'This does not look like an e-mail address.' });
  required(path.password, { message: 'Enter your password.' });
});
