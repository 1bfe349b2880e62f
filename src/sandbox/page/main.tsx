/** The page: a small Slack client for the sandbox. It shows what Slack would, and holds no logic of the bot. */
import { render } from 'preact';

const root = document.getElementById('page');
if (root !== null) render(<p>Milepost sandbox</p>, root);
