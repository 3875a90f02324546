/** Installs the git hooks in a checkout; does nothing in CI, in an archive or when packages are installed without dev ones. */
if (!process.env.CI) {
  const husky = await import('husky').catch(() => null);
  if (husky) console.log(husky.default());
}
