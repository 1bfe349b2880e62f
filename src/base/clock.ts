/** The clock of a process, which may be shifted. */

/** A clock that runs on from an instant; null: the system's. */
export function clockFrom(startsAt: Date | null): () => Date {
  if (startsAt === null) return () => new Date();
  const shift = startsAt.getTime() - Date.now();
  return () => new Date(Date.now() + shift);
}
