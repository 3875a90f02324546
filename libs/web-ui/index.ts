export { EmptyState } from './empty-state/empty-state.js';
export { Icon } from './icon/icon.js';
export type { IconName } from './icon/icon-paths.js';
export { Logo } from './logo/logo.js';
export { MaskedKey } from './masked-key/masked-key.js';
export { money } from './money/money.js';
export { PlanCard } from './plan-card/plan-card.js';
export { dollars, limitText, planHighlights } from './plan-card/plan-facts.js';
export { type FieldProblem, type Problem, toProblem } from './problem/problem.js';
export { ProblemAlert } from './problem/problem-alert.js';
export { SkeletonLines } from './skeleton/skeleton-lines.js';
export { StatusChip, type Tone } from './status-chip/status-chip.js';
export {
  type StatusWords,
  invoiceWords,
  machineWords,
  subscriptionWords,
  verdictWords,
} from './status-chip/status-words.js';
export { Theme, type ThemeChoice, THEME_NAMES, applyStoredTheme } from './theme-toggle/theme.js';
export { ThemeToggle } from './theme-toggle/theme-toggle.js';
export { type BarLimit, UsageBar } from './usage-bar/usage-bar.js';
