/** The bot's Home tab. */
import { useEffect, useMemo } from 'preact/hooks';
import type { Place } from '../api.ts';
import { botName } from '../shell/names.ts';
import { api, home, notify } from '../store.ts';
import { Blocks } from './blocks.tsx';

export function HomeView() {
  const person = api.value;
  const view = home.value;
  const viewId = view?.id ?? '';
  const place = useMemo<Place>(() => ({ kind: 'view', viewId }), [viewId]);
  useEffect(() => {
    person.openHome().catch((error: unknown) => {
      notify(error instanceof Error ? error.message : 'The Home tab could not be opened', 'problem');
    });
  }, [person]);
  return (
    <div class="home-view">
      {view === null ? (
        <p class="home-empty">{botName()} shows nothing here yet</p>
      ) : (
        <Blocks blocks={view.blocks} place={place} entered={view.entered} />
      )}
    </div>
  );
}
