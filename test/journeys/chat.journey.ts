import { describe, expect } from '@jest/globals';
import { aCustomer, newKey, signsIn } from './support/customer-steps.js';
import { journey, world } from './support/journey.js';
import type { Visitor } from './support/visitor.js';

const shared = world();

const isAtDashboard = async (visitor: Visitor) => {
  const { email } = await aCustomer(shared.stack, { plan: 'pro', key: newKey(), machine: true });
  await signsIn(visitor, email);
  await visitor.sees('Connect a channel');
  await visitor.presses(/Skip for now/);
  await visitor.sees('Hello, Kim');
};

const asks = async ({ page }: Visitor, question: string) => {
  await page.getByLabel('Your message', { exact: true }).fill(question);
  await page.keyboard.press('Enter');
};

/** What the agent said, as it stands in the conversation; a hidden live region says the same to screen readers. */
const answers = ({ page }: Visitor) => page.locator('.agent');

const hasAnswered = ({ page }: Visitor, text: string) =>
  page.locator('.agent:not(.writing)', { hasText: text }).waitFor({ state: 'visible' });

/** From here on an answer stops after its first pieces; resolves to the way to let the rest come. */
async function holdsAnswersBack({ page }: Visitor): Promise<() => Promise<void>> {
  await page.evaluate(() => {
    const real = window.fetch;
    const goOn = new Promise<void>((resolve) => window.addEventListener('go-on', () => resolve()));
    window.fetch = async (input, init) => {
      const response = await real(input, init);
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
      let seen = 0;
      const pieces = new TransformStream<string, string>({
        async transform(text, out) {
          for (const event of text.split(/(?<=\n\n)/)) {
            if ((seen += 1) === 4) await goOn;
            out.enqueue(event);
          }
        },
      });
      const body = response.body
        ?.pipeThrough(new TextDecoderStream())
        .pipeThrough(pieces)
        .pipeThrough(new TextEncoderStream());
      return new Response(body, { status: response.status, headers: response.headers });
    };
  });
  return () => page.evaluate(() => void window.dispatchEvent(new Event('go-on')));
}

describe('the web chat', () => {
  journey('is opened from the dashboard, and answers while it writes', shared, async (visitor) => {
    const { page } = visitor;
    await isAtDashboard(visitor);
    await visitor.presses('Add a channel');
    await visitor.presses(/Web chat/);
    await visitor.follows('Talk to your agent');
    await visitor.isAt('/chat');
    await visitor.reads('What is on your mind?');
    await visitor.inspects('chat-first');

    const goesOn = await holdsAnswersBack(visitor);
    await asks(visitor, 'What is the plan for today?');
    await visitor.sees(page.locator('.agent.writing'));
    const begun = await answers(visitor).locator('.text').innerText();
    await visitor.sees(page.getByRole('button', { name: 'Stop the answer' }));
    await goesOn();
    await hasAnswered(visitor, 'You asked: “What is the plan for today?”');
    const whole = await answers(visitor).locator('.text').innerText();
    expect(whole.length).toBeGreaterThan(begun.length);
    expect(whole.startsWith(begun)).toBe(true);
    await visitor.inspects('chat');

    await asks(visitor, 'And for tomorrow?');
    await hasAnswered(visitor, 'You asked: “And for tomorrow?”');
    expect(await answers(visitor).count()).toBe(2);
    await visitor.portrays('chat');
  });

  journey('is connected from its own page where it is missing', shared, async (visitor) => {
    const { page } = visitor;
    await isAtDashboard(visitor);
    expect(await page.getByRole('link', { name: 'Talk to your agent' }).count()).toBe(0);
    await page.goto('/chat');
    await visitor.reads('Connect web chat to talk here');
    await visitor.inspects('chat-not-connected');
    await visitor.presses('Connect web chat');
    await visitor.reads('What is on your mind?');
    await visitor.presses('Help me plan my week, one question at a time.');
    await hasAnswered(visitor, 'Help me plan my week');
  });
});
