import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { PLAN_NAMES, PLANS } from '@automna/contracts';
import { Icon, dollars, planHighlights } from '@automna/web-ui';
import { QUESTIONS } from './questions.js';

/** `/`: what it is, how it works, where the key goes, what it costs. */
@Component({
  selector: 'am-landing',
  imports: [RouterLink, Icon],
  templateUrl: './landing.html',
  styleUrls: ['./landing.scss', './landing-sections.scss'],
})
export class Landing {
  protected readonly questions = QUESTIONS;
  protected readonly plans = PLAN_NAMES.map((name) => ({
    ...PLANS[name],
    price: dollars(PLANS[name].priceCents),
    facts: planHighlights(name).slice(0, 2).join('. '),
  }));
}
