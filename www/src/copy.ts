/** Copies what an element says. Where the page may not, it selects the text for the user, and gives `false`. */
export async function copyText(element: HTMLElement): Promise<boolean> {
  try {
    // Absent on insecure pages, such as an address of the LAN.
    await navigator.clipboard.writeText(element.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(element);
    return false;
  }
}
