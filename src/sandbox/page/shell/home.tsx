import { HomeView } from '../kit/home.tsx';
import { me } from '../store.ts';
import { botName } from '../base/names.ts';

/** The bot's Home tab. */
export function HomePane() {
  return (
    <section class="pane pane-home" aria-label={`${botName()} Home`} data-region="messages" tabIndex={-1}>
      <header class="pane-head">
        <h1 class="pane-title">{botName()}</h1>
        <p class="pane-about">Home</p>
      </header>
      <div class="home-box" tabIndex={0} role="region" aria-label="Home tab">
        <HomeView key={me.value} />
      </div>
    </section>
  );
}
