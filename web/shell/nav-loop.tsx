import { IconCornerLeftUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import classes from './navigation.module.css';
import { dashboard, loop, settings, type NavigationItem } from './navigation.ts';

function NavLink({ item }: { item: NavigationItem }) {
  const { icon: ItemIcon } = item;
  return (
    <Link
      to={item.to}
      className={classes['link']}
      activeProps={{ className: classes['active'], 'aria-current': 'page' }}
      activeOptions={{ exact: item.to === '/', includeSearch: false }}
    >
      <span className={classes['dot']}>
        <ItemIcon size={17} stroke={1.7} aria-hidden />
      </span>
      {item.label}
    </Link>
  );
}

/** The loop as a rail: what comes out of Monitoring goes back into Data. */
export function NavLoop() {
  return (
    <nav aria-label="Main" className={classes['nav']}>
      <NavLink item={dashboard} />
      <div className={classes['heading']} id="loop-heading">
        The loop
      </div>
      <ol className={classes['rail']} aria-labelledby="loop-heading">
        {loop.map((item) => (
          <li key={item.to}>
            <NavLink item={item} />
          </li>
        ))}
        <li className={classes['back']} aria-hidden>
          <IconCornerLeftUp size={14} stroke={1.7} />
          <span>and around again</span>
        </li>
      </ol>
      <div className={classes['spacer']} />
      <NavLink item={settings} />
    </nav>
  );
}

/** The same loop under the thumb, on narrow screens. */
export function NavTabs() {
  return (
    <nav aria-label="Main" className={classes['tabs']}>
      {loop.map(({ to, label, icon: ItemIcon }) => (
        <Link
          key={to}
          to={to}
          className={classes['tab']}
          activeProps={{ className: classes['tabActive'], 'aria-current': 'page' }}
          activeOptions={{ includeSearch: false }}
        >
          <ItemIcon size={20} stroke={1.6} aria-hidden />
          {label}
        </Link>
      ))}
    </nav>
  );
}
