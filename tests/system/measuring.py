"""Scripts that measure a page: what is too small, too wide or cut off. Each answers with what is wrong."""

# What may be smaller than a finger: links inside a sentence, and what is there for screen readers only.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'a, button, input, select, textarea, summary, label:has([type=checkbox], [type=radio])')]
  .filter((it) => it.type !== 'hidden' && it.checkVisibility())
  .filter((it) => !it.closest('p, .reason-source, .skip-link, .visually-hidden[aria-hidden]'))
  .filter((it) => !(it.closest('label') && it.tagName === 'INPUT'))
  .map((it) => [it.getBoundingClientRect(), it])
  .filter(([box]) => box.width < 47.9 || box.height < 47.9)
  .map(([box, it]) => `${it.outerHTML.slice(0, 90)} ${Math.round(box.width)}x${Math.round(box.height)}`)"""

SMALL_LETTERS = """() => [...document.querySelectorAll('input, select, textarea')]
  .filter((it) => parseFloat(getComputedStyle(it).fontSize) < 16).map((it) => it.name)"""

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

CLIPPED = """() => [...document.querySelectorAll('main *, header *, .patient-banner *')]
  .filter((it) => it.checkVisibility() && !it.closest('.visually-hidden, svg, .table-frame, .skip-link'))
  .filter((it) => getComputedStyle(it).overflowX !== 'visible' && !it.matches('input, textarea, select'))
  .filter((it) => it.scrollWidth > it.clientWidth + 1).map((it) => it.outerHTML.slice(0, 90))"""

# The element with the focus, in words, and whether one can see that it has it.
FOCUSED = """() => {
  const it = document.activeElement, tile = it.closest('label.tile');
  const ring = [it, tile].filter(Boolean).some((each) => {
    const look = getComputedStyle(each);
    return (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 1) || look.boxShadow !== 'none';
  });
  return { tag: it.tagName, name: it.name || '', value: it.value || '', ring,
    text: (it.getAttribute('aria-label') || (tile || it).innerText || '').replace(/\\s+/g, ' ').trim() };
}"""

# WCAG 1.4.12: what a reader may set, and nothing gets lost.
MORE_SPACE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { letter-spacing: 0.12em !important; line-height: 1.5 !important;
    word-spacing: 0.16em !important } p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
