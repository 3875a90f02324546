/** The region to try next: the preferred one, then the others in order, each once. Null when all are full. */
export function nextRegion(
  regions: { region: string; fallbackRegions: readonly string[] },
  full: readonly string[],
): string | null {
  return [regions.region, ...regions.fallbackRegions].find((region) => !full.includes(region)) ?? null;
}
