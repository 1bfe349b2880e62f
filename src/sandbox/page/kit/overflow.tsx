/** The overflow menu: a button that opens a menu of up to five deeds, some of which may be links. */
import { useContext } from 'preact/hooks';
import type { Json } from '../contract.ts';
import { Icon } from '../base/icons.tsx';
import { Menu } from '../base/menu.tsx';
import { usePress } from './buttons.tsx';
import { SubjectContext } from './context.ts';
import type { ElementProps } from './entry.tsx';
import { isLink } from '../../mrkdwn.ts';
import { labelOf } from './options.ts';
import { asJsons, asText, keyOf } from './values.ts';

export function Overflow(props: ElementProps) {
  const { busy, dialog, press } = usePress(props);
  const subject = useContext(SubjectContext);
  const choose = (option: Json): void => {
    const url = asText(option['url']);
    press({ option: keyOf(option) }, () => {
      if (isLink(url)) window.open(url, '_blank', 'noreferrer');
    });
  };
  const general = subject === '' ? 'More actions' : `More actions: ${subject}`;
  const name = asText(props.element['accessibility_label']) || general;
  const items = asJsons(props.element['options']).map((option) => ({
    key: keyOf(option),
    label: labelOf(option['text']),
    hint: labelOf(option['description']),
    choose: () => choose(option),
  }));
  return (
    <span class="overflow" aria-busy={busy}>
      <Menu name={name} title={name} items={items} class="button button-icon">
        <Icon name="more" />
      </Menu>
      {dialog}
    </span>
  );
}
