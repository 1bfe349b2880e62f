/** The bot's Home tab. */
import { useContext, useEffect, useMemo } from 'preact/hooks';
import type { Place } from '../api.ts';
import { Blocks } from './blocks.tsx';
import { KitContext } from './context.ts';

export function HomeView() {
  const kit = useContext(KitContext);
  const { me, home } = kit;
  const viewId = home?.id ?? '';
  const place = useMemo<Place>(() => ({ kind: 'view', viewId }), [viewId]);
  useEffect(() => void kit.openHome(), [kit, me]);
  return (
    <div class="home-view">
      {home === null ? (
        <p class="home-empty">{kit.bot} shows nothing here yet</p>
      ) : (
        <Blocks blocks={home.blocks} place={place} entered={home.entered} />
      )}
    </div>
  );
}
