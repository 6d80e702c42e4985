import type { Attachment } from 'svelte/attachments';

/**
 * Publishes an element's height as a custom property of the page (`--bar`, `--head`, `--foot`, `--notice`) while it is mounted, so that
 * scrolling keeps the focused control clear of what sticks. An element that fills over a third of the window (the rail
 * of a desk, a header in huge text) is marked `data-tall` and counts as nothing. Unit: CSS pixels.
 */
export function measure(property: '--bar' | '--head' | '--foot' | '--notice'): Attachment<HTMLElement> {
  return (node) => {
    const { style } = document.documentElement;
    const publish = () => {
      const height = node.offsetHeight;
      const tall = height > window.innerHeight * 0.35;
      node.toggleAttribute('data-tall', tall);
      style.setProperty(
        property,
        !tall && ['sticky', 'fixed'].includes(getComputedStyle(node).position) ? `${height}px` : '0px',
      );
    };
    const observer = new ResizeObserver(publish);
    observer.observe(node);
    window.addEventListener('resize', publish);
    publish();
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', publish);
      style.setProperty(property, '0px');
    };
  };
}
