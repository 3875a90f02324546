/** Name of the Anthropic key in the vault. */
export const ANTHROPIC_KEY = 'anthropic_api_key';

/** Name of the key before it, until the current one has proven itself. */
export const PREVIOUS_KEY = 'anthropic_api_key.previous';
