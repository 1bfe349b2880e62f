/** What a person does in one modal, done in the order in which it came: older fields must not overwrite newer ones. */

export interface Turns {
  /** Starts the work when all that came before for the same modal has ended; without a modal at once. */
  take(modalId: string | null, work: () => Promise<void>): Promise<void>;
}

export function createTurns(): Turns {
  const lasts = new Map<string, Promise<void>>();
  return {
    async take(modalId, work) {
      if (modalId === null) return work();
      const before = lasts.get(modalId) ?? Promise.resolve();
      const turn = before.catch(() => undefined).then(work);
      lasts.set(modalId, turn);
      try {
        await turn;
      } finally {
        if (lasts.get(modalId) === turn) lasts.delete(modalId);
      }
    },
  };
}
