const CITIES: Record<string, string> = {
  ams: 'Amsterdam',
  arn: 'Stockholm',
  bom: 'Mumbai',
  cdg: 'Paris',
  dfw: 'Dallas',
  ewr: 'New Jersey',
  fra: 'Frankfurt',
  gru: 'São Paulo',
  iad: 'Virginia',
  jnb: 'Johannesburg',
  lax: 'Los Angeles',
  lhr: 'London',
  nrt: 'Tokyo',
  ord: 'Chicago',
  sin: 'Singapore',
  sjc: 'San Jose',
  syd: 'Sydney',
  yyz: 'Toronto',
};

/** The city of a Fly region code, or the code itself. */
export function regionName(code: string): string {
  return CITIES[code] ?? code.toUpperCase();
}
