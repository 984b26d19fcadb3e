/** Brings a field into view and the focus into it; what is said about it stands right below. */
export const goToField = (field: string): void => {
  const parts = field.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const remarks = document.getElementById(`remarks-${parts.slice(0, length).join('.')}`);
    if (!remarks) continue;
    const box = remarks.parentElement;
    const target =
      box?.querySelector<HTMLElement>('input:not([type=hidden]), textarea, [role=radio]') ??
      box?.closest('section')?.querySelector<HTMLElement>('input, button');
    (target ?? remarks).scrollIntoView({ block: 'center' });
    target?.focus({ preventScroll: true });
    return;
  }
};
