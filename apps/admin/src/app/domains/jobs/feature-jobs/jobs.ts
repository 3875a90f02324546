import { Component, computed, inject } from '@angular/core';
import { ProblemAlert, SkeletonLines } from '@automna/web-ui';
import { PageHeader } from '../../../ui/page-header.js';
import { Panel } from '../../../ui/panel.js';
import { RefreshButton } from '../../../ui/refresh-button.js';
import { JobsClient } from '../data/jobs-client.js';
import { OutboxTable } from '../ui/outbox-table.js';
import { TaskTable } from '../ui/task-table.js';

/** What the workers are doing, and what they gave up on. */
@Component({
  selector: 'ac-jobs',
  imports: [OutboxTable, PageHeader, Panel, ProblemAlert, RefreshButton, SkeletonLines, TaskTable],
  templateUrl: './jobs.html',
  styleUrl: './jobs.scss',
})
export class Jobs {
  protected readonly answer = inject(JobsClient).jobs();
  protected readonly jobs = computed(() => (this.answer.hasValue() ? this.answer.value() : null));
}
