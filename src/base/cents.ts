/** Whether an amount of money says more than its cents: 4000.555 would be shown otherwise than it is kept. */
export function isFinerThanCents(amount: number): boolean {
  return /\.\d{3}|e-/.test(String(amount));
}
