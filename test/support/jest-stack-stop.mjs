/** Stops the stack of `jest-stack.mjs`; with `STACK_LOG=1` prints what the processes said. */
export default async function teardown() {
  const stack = globalThis.automnaStack;
  if (!stack) return;
  if (process.env.STACK_LOG === '1') process.stdout.write(stack.log);
  await stack.stop();
  await globalThis.automnaOtherStripe?.stop();
}
