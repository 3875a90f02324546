import { Component } from '@angular/core';
import { PLANS, PLAN_NAMES } from '@automna/contracts';
import { Icon, dollars } from '@automna/web-ui';
import { COMPARISON } from '../data/comparison.js';

/** Every line of the catalogue side by side. */
@Component({
  selector: 'am-comparison-table',
  imports: [Icon],
  templateUrl: './comparison-table.html',
  styleUrl: './comparison-table.scss',
})
export class ComparisonTable {
  protected readonly groups = COMPARISON;
  protected readonly plans = PLAN_NAMES.map((name) => ({
    name,
    title: PLANS[name].title,
    price: dollars(PLANS[name].priceCents),
  }));
  protected readonly isText = (value: string | boolean): value is string => typeof value === 'string';
}
