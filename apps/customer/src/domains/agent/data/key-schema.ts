import { required, schema, validate } from '@angular/forms/signals';

export interface KeyForm {
  apiKey: string;
}

/**
 * What can be said about a key without asking anybody. Everything else is for the server, which asks Anthropic.
 */
export const keySchema = schema<KeyForm>((path) => {
  required(path.apiKey, { message: 'Paste your key here.' });
  validate(path.apiKey, ({ value }) => {
    const key = value().trim();
    if (!key) return undefined;
    if (/^sk-ant-oat/.test(key))
      return wrong('This is a sign-in token of Claude, not an API key. Create an API key instead.');
    if (/^sk-ant-admin/.test(key))
      return wrong('This is an admin key. Your agent needs an ordinary API key.');
    if (!key.startsWith('sk-ant-api'))
      return wrong('Anthropic API keys start with sk-ant-api. Copy the whole key.');
    return undefined;
  });
});

function wrong(message: string) {
  return { kind: 'keyShape', message };
}
