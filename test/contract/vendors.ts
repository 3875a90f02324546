/** Which specification judges which stand-in, and which of its paths are the sandbox's own. */
export const JUDGED = [
  { vendor: 'stripe', file: 'stripe.json', own: /^\/(c|p|i|checkout|portal|b)\// },
  { vendor: 'fly', file: 'fly-machines.json', own: /^\/_apps\// },
  { vendor: 'anthropic', file: 'anthropic.json', own: /^$/ },
  { vendor: 'mail', file: 'resend.json', own: /^\/(inbox.*)?$/ },
] as const;

/** Paths the sandbox serves beside a vendor's API: its hosted pages, the machines' own web, the inbox. */
export function isOwnPath(own: RegExp, path: string): boolean {
  return path.startsWith('/_sandbox') || own.test(path);
}
