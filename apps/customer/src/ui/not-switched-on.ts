/** Parts of the plans that nobody can use so far. Said wherever a plan or its allowances are shown. */
export const NOT_SWITCHED_ON =
  'Not switched on yet: web search, browser, email, phone calls, file browser and API access.';
