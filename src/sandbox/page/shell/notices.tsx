import { useEffect } from 'preact/hooks';
import { ToolButton } from '../base/tool-button.tsx';
import { dismissNotice, notices } from '../store.ts';
import type { Notice } from '../store.ts';

const SHOWN_MS = 10_000;

/** What was done or refused, under the bar. The two regions always stand there, so that readers notice. */
export function Notices() {
  const shown = (kind: Notice['kind']) =>
    notices.value
      .filter((notice) => notice.kind === kind)
      .map((notice) => <Card key={notice.id} notice={notice} />);
  return (
    <div class="notices">
      <div role="alert">{shown('problem')}</div>
      <div role="status">{shown('done')}</div>
    </div>
  );
}

function Card({ notice: { id, kind, text } }: { notice: Notice }) {
  useEffect(() => {
    if (kind === 'problem') return undefined;
    const timer = setTimeout(() => dismissNotice(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, kind]);
  return (
    <div class={`notice notice-${kind}`}>
      <p>{text}</p>
      <ToolButton icon="close" name="Dismiss this notice" onClick={() => dismissNotice(id)} />
    </div>
  );
}
