/** The regions a machine or volume may be in: code, name, latitude, longitude. */
export const REGIONS: [code: string, name: string, latitude: number, longitude: number][] = [
  ['ams', 'Amsterdam, Netherlands', 52.37, 4.9],
  ['arn', 'Stockholm, Sweden', 59.65, 17.93],
  ['bom', 'Mumbai, India', 19.08, 72.88],
  ['cdg', 'Paris, France', 48.86, 2.35],
  ['dfw', 'Dallas, Texas (US)', 32.78, -96.8],
  ['ewr', 'Secaucus, NJ (US)', 40.79, -74.06],
  ['fra', 'Frankfurt, Germany', 50.11, 8.68],
  ['gru', 'Sao Paulo, Brazil', -23.55, -46.63],
  ['iad', 'Ashburn, Virginia (US)', 39.02, -77.54],
  ['jnb', 'Johannesburg, South Africa', -26.2, 28.05],
  ['lax', 'Los Angeles, California (US)', 34.05, -118.24],
  ['lhr', 'London, United Kingdom', 51.51, -0.13],
  ['nrt', 'Tokyo, Japan', 35.68, 139.69],
  ['ord', 'Chicago, Illinois (US)', 41.88, -87.63],
  ['sin', 'Singapore, Singapore', 1.35, 103.82],
  ['sjc', 'San Jose, California (US)', 37.34, -121.89],
  ['syd', 'Sydney, Australia', -33.87, 151.21],
  ['yyz', 'Toronto, Canada', 43.65, -79.38],
];

/** The region used when nobody names one. */
export const DEFAULT_REGION = 'iad';

export const isRegion = (code: string) => REGIONS.some(([known]) => known === code);
