import type { Routes } from '@angular/router';
import { Pricing } from './feature-pricing/pricing.js';

/** The one page that is not loaded on demand: most people arrive here, and a second request would cost them time. */
export const routes: Routes = [
  {
    path: 'pricing',
    title: 'Pricing',
    data: {
      description:
        'Three plans at $20, $30 and $40 a month. Connect your own Anthropic account; a machine of its own and its channels are included.',
    },
    component: Pricing,
  },
];
