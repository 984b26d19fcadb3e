/** Brings what is said about a field into view and the focus into the field: the remarks stand right below it. */
export const goToField = (field: string): void => {
  const parts = field.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const remarks = document.getElementById(`remarks-${parts.slice(0, length).join('.')}`);
    if (!remarks) continue;
    remarks.scrollIntoView({ block: 'center' });
    const box = remarks.parentElement;
    (
      box?.querySelector<HTMLElement>('input:not([type=hidden]), textarea, [role=radio]') ??
      box?.closest('section')?.querySelector<HTMLElement>('input, button')
    )?.focus({ preventScroll: true });
    return;
  }
};
