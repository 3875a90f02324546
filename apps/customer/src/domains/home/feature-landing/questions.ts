export interface Question {
  question: string;
  answer: string;
}

export const QUESTIONS: readonly Question[] = [
  {
    question: 'What is an agent, here?',
    answer:
      'A program that thinks with Claude and acts for you: it answers in your chat app, reads web pages, keeps files, runs programs and, from the Pro plan on, works on schedule. Ours runs OpenClaw, on a machine that belongs to you alone.',
  },
  {
    question: 'Why do I bring my own Anthropic account?',
    answer:
      'So that nobody stands between you and the model. You pay Anthropic their price for what your agent thinks, with your own spend limit, and you can take your key away at any moment.',
  },
  {
    question: 'What will Anthropic charge me?',
    answer:
      'That depends on how much your agent does and on the model. It is billed by tokens on your Anthropic account, apart from our plan. Set a spend limit there and it cannot surprise you.',
  },
  {
    question: 'Can I sign in with my Claude subscription instead of a key?',
    answer:
      "Not at present. Anthropic's terms don't allow other companies to use Claude.ai logins, so an API key is the way in. It takes two minutes to make one.",
  },
  {
    question: 'What does “sleeps when idle” mean?',
    answer:
      'On Starter the machine is put to sleep after some minutes without traffic. A Telegram message wakes it within seconds, and so does the dashboard. On Discord it answers only while it is awake. Pro and Power never sleep.',
  },
  {
    question: 'What passes through your servers?',
    answer:
      'Web chat, if you use it: your message goes through our server to your machine and the answer comes back the same way. We do not keep either. Telegram and Discord talk to your machine, and your machine to Anthropic, without us in between.',
  },
  {
    question: 'How do I leave?',
    answer:
      'Cancel at any time in your settings. Your plan runs to the end of the month you paid for. Removing your key takes it off your machine and out of our vault.',
  },
];
